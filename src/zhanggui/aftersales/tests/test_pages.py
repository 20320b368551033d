from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.aftersales.models import Refund
from zhanggui.aftersales.queries import PAGE
from zhanggui.aftersales.tests.conftest import HOUR, Record, Snapshot
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import RefundStatus, TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.models import Order
from zhanggui.shops.queries import StaffCard

pytestmark = pytest.mark.django_db


def html(staff: StaffCard, address: str) -> str:
    response = client_of(staff).get(address)
    assert response.status_code == 200
    return response.content.decode()


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def numbers(page: str) -> list[str]:
    return [
        found.replace("</span><span>", "")
        for found in re.findall(r'refunds/\d+"><span class="fours"><span>(.*?)</span></span>', page)
    ]


@pytest.fixture
def order_id(cast: Cast) -> int:
    order = OrderSnapshot(
        number="2231958349120001",
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="等待卖家发货",
        created_at=AT,
        seen_at=AT,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[order], by=program(cast.shop.id), at=AT)
    return Order.objects.get().pk


def test_an_empty_page_says_where_refunds_come_from(cast: Cast) -> None:
    assert "没有退款在等我们" in text_of(html(cast.agent, reverse("refunds")))
    assert "还没有退款记录" in text_of(html(cast.agent, f"{reverse('refunds')}?show=all"))


@pytest.mark.seed(118, 131)
def test_what_waits_for_us_stands_with_its_deadline_due_first(
    record: Record, snapshot: Snapshot, cast: Cast
) -> None:
    at = now()
    record(
        snapshot("1003", applied_at=at - HOUR),
        snapshot("1001", applied_at=at - 30 * HOUR),
        snapshot("1002", applied_at=at - 20 * HOUR),
        snapshot("1009", applied_at=at - 2 * HOUR, status=RefundStatus.SUCCESS),
        at=at,
    )
    page = html(cast.agent, reverse("refunds"))
    assert numbers(page) == ["1001", "1002", "1003"]
    assert "1 笔已超" in text_of(page)
    assert page.count('<tr data-row class="late">') == 1
    everything = html(cast.agent, f"{reverse('refunds')}?show=all")
    assert numbers(everything) == ["1003", "1009", "1002", "1001"]


def test_a_number_finds_its_refunds(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    record(snapshot("77880001"), snapshot("77880002", order_number="999900001"))
    for typed in ("77880002", "9999 0000 1", "'999900001"):
        page = client_of(cast.agent).get(reverse("refunds"), {"q": typed}).content.decode()
        assert numbers(page) == ["77880002"]
    assert "没有找到" in client_of(cast.agent).get(reverse("refunds"), {"q": "nothing"}).content.decode()


def test_one_refund_says_everything_and_leads_to_its_order(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    record(snapshot(intervention="客服已经介入", is_full=False, told_at=AT))
    page = html(cast.agent, reverse("refund", args=[Refund.objects.get().pk]))
    shown = text_of(page)
    for said in (
        "等待卖家同意",
        "仅退款",
        "平台已介入",
        "部分退款",
        "¥100.50",
        "不想要了",
        "未发货",
        "在待办里",
    ):
        assert said in shown
    assert f'href="{reverse("order", args=[order_id])}"' in page


def test_an_orders_card_fetches_its_refunds(
    record: Record, snapshot: Snapshot, cast: Cast, order_id: int
) -> None:
    address = reverse("refunds_of_order", args=[order_id])
    assert text_of(html(cast.agent, address)) == ""
    record(snapshot(), snapshot("1002", order_number="999900001"))
    assert "仅退款 等待卖家同意 11-22 11:00 前处理 ¥100.50" in text_of(html(cast.agent, address))
    assert f'hx-get="{address}"' in html(cast.agent, reverse("order", args=[order_id]))
    assert client_of(cast.stranger).get(address).status_code == 404


def test_another_shops_refund_is_not_there(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    record(snapshot())
    address = reverse("refund", args=[Refund.objects.get().pk])
    assert client_of(cast.stranger).get(address).status_code == 404
    assert numbers(html(cast.stranger, f"{reverse('refunds')}?show=all")) == []


@pytest.mark.parametrize("show", ["", "all"])
def test_pages_follow_each_other_without_a_gap_and_cost_the_same(
    record: Record, snapshot: Snapshot, cast: Cast, show: str
) -> None:
    record(
        *(snapshot(str(10**6 + place), applied_at=AT - (place % 7) * HOUR) for place in range(2 * PAGE + 9))
    )
    address, seen, costs = f"{reverse('refunds')}?show={show}", [], []
    client = client_of(cast.agent)
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        costs.append(len(asked))
        seen += numbers(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 2 * PAGE + 9
    assert len(set(costs)) == 1


@pytest.mark.parametrize(
    "after", ["x", "1.", "9" * 40 + ".1", "1.-5", "0.99999999999999999999", "-99999999999999.1"]
)
def test_a_mark_that_is_none_of_ours_does_no_harm(
    record: Record, snapshot: Snapshot, cast: Cast, after: str
) -> None:
    record(snapshot())
    for show in ("", "all"):
        response = client_of(cast.agent).get(reverse("refunds"), {"show": show, "after": after})
        assert response.status_code == 200
