"""What goes back to the buyer, on the refund's page and in the order's card."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.aftersales.models import Refund
from zhanggui.aftersales.tests.conftest import HOUR, Record, Snapshot
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import RefundStatus, TradeStatus
from zhanggui.orders.actions import record_lines, record_orders
from zhanggui.orders.models import Order, OrderLine
from zhanggui.shops.queries import StaffCard

pytestmark = pytest.mark.django_db
NUMBER = "2231958349120001"
ON = "2026-11-22T15:00"


@pytest.fixture
def order_id(cast: Cast) -> int:
    """A sweater of 100.50 and three pairs of socks of 10.00, and 5.00 for the postage."""
    return ordered(cast)


def ordered(cast: Cast, **differing: Any) -> int:
    by = program(cast.shop.id)
    told: dict[str, Any] = {
        "status": TradeStatus.WAIT_SELLER_SEND_GOODS,
        "paid_at": AT - 5 * HOUR,
    } | differing
    order = OrderSnapshot(
        number=NUMBER,
        status_text="等待卖家发货",
        created_at=AT - 6 * HOUR,
        seen_at=AT,
        total_fen=13_550,
        postage_fen=500,
        **told,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[order], by=by, at=AT)
    lines = [
        LineSnapshot(order_number=NUMBER, title="羊毛针织衫 浅杏", price_fen=10_050, quantity=1),
        LineSnapshot(order_number=NUMBER, title="<b>袜子</b>", price_fen=1_000, quantity=3),
    ]
    record_lines(shop_id=cast.shop.id, snapshots=lines, by=by, at=AT)
    return Order.objects.get().pk


def shown(staff: StaffCard, order_id: int, **asked: Any) -> str:
    response = client_of(staff).get(reverse("back_of_order", args=[order_id]), asked)
    assert response.status_code == 200
    return response.content.decode()


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_refunds_page_fetches_what_goes_back(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    record(snapshot(), snapshot("1002", order_number="999900001"))
    for refund in Refund.objects.all():
        page = client_of(cast.agent).get(reverse("refund", args=[refund.pk])).content.decode()
        address = f"{reverse('back_of_order', args=[order_id])}?refund={refund.pk}"
        assert (f'hx-get="{address}"' in page) == (refund.order_number == NUMBER)


def test_a_refund_is_held_against_what_was_paid_for_its_line(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    record(snapshot())
    refund_id = Refund.objects.get().pk
    page = shown(cast.agent, order_id, refund=refund_id)
    assert "和申请的金额一样" in text_of(page)
    assert 'name="pieces-1" value="1" checked' in page
    assert "&lt;b&gt;袜子&lt;/b&gt;" in page
    record(snapshot(amount_fen=9_000, seen_at=AT))
    text = text_of(shown(cast.agent, order_id, refund=refund_id))
    assert "申请的少 10.50 元" in text
    assert "只退一部分钱" in text


def test_a_refund_of_all_that_an_order_sold_is_one_of_every_line(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    record(snapshot(item_title="羊毛针织衫 浅杏,<b>袜子</b>", amount_fen=13_550))
    text = text_of(shown(cast.agent, order_id, refund=Refund.objects.get().pk))
    assert "4 件 ¥135.50" in text
    assert "全部退完时一起退 ¥5.00" in text
    assert "和申请的金额一样" in text


def test_a_refund_that_says_no_line_asks_which(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    record(snapshot(item_title="别的", amount_fen=1_000))
    refund_id = Refund.objects.get().pk
    assert "平台没有说清楚退的是哪一件" in shown(cast.agent, order_id, refund=refund_id)
    ticked = shown(cast.agent, order_id, refund=refund_id, on=ON, **{"pieces-2": "1"})
    assert "和申请的金额一样" in text_of(ticked)


def test_what_went_back_before_is_not_left(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    done = {"status": RefundStatus.SUCCESS, "finished_at": AT, "item_title": "<b>袜子</b>"}
    record(snapshot("1001", amount_fen=2_000, **done), snapshot("1002"))
    page = shown(cast.agent, order_id, on=ON, **{"pieces-1": "1", "pieces-2": "3"})
    text = text_of(page)
    assert "已退 2 件" in text
    assert "之前退过 ¥20.00" in text
    assert "2 件 ¥115.50" in text  # what was left, and the postage
    first = Refund.objects.get(number="1001").pk
    assert "已退" not in text_of(shown(cast.agent, order_id, refund=first))


def test_nothing_ticked_says_what_to_do_and_nothing_is_written(cast: Cast, order_id: int) -> None:
    assert "只是试算" in shown(cast.agent, order_id)
    assert "只是试算" in shown(cast.agent, order_id, on=ON, **{"pieces-2": "0"})
    assert Refund.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"on": "soon", "pieces-1": "1"}, "请写日期和时间"),
        ({"on": ON, "pieces-1": "-1", "pieces-x": "1", "pieces-2": "1e3"}, "只是试算"),
        ({"on": ON, "pieces-9999": "9999"}, "只是试算"),
        ({"on": ON, "pieces-2": "9999"}, "¥30.00"),
        ({"refund": "9" * 30}, "只是试算"),
        ({"refund": "12345"}, None),
    ],
)
def test_odd_input_does_no_harm(cast: Cast, order_id: int, asked: dict[str, str], said: str | None) -> None:
    response = client_of(cast.agent).get(reverse("back_of_order", args=[order_id]), asked)
    assert response.status_code == (200 if said else 404)
    assert said is None or said in text_of(response.content.decode())


def test_after_the_trade_succeeded_it_is_after_sale(cast: Cast) -> None:
    order_id = ordered(cast, status=TradeStatus.FINISHED, finished_at=AT - HOUR)
    assert 'name="after_sale" checked' in shown(cast.agent, order_id)


def test_the_orders_card_offers_to_try_it_once_it_is_paid(cast: Cast, order_id: int) -> None:
    address = reverse("try_back_of_order", args=[order_id])
    assert "退货试算" in client_of(cast.agent).get(address).content.decode()
    assert client_of(cast.stranger).get(address).status_code == 404
    Order.objects.update(status=str(TradeStatus.WAIT_BUYER_PAY))
    assert text_of(client_of(cast.agent).get(address).content.decode()) == ""


def test_another_shop_and_another_order_see_nothing(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    address = reverse("back_of_order", args=[order_id])
    assert client_of(cast.stranger).get(address).status_code == 404
    record(snapshot(order_number="999900001"))
    other = Refund.objects.get().pk
    assert "平台申请" not in shown(cast.agent, order_id, refund=other)


def test_an_order_without_lines_says_so(cast: Cast) -> None:
    order_id = ordered(cast)
    OrderLine.objects.all().delete()
    assert "算不了" in shown(cast.agent, order_id)
