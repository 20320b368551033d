"""Why an order cost what it did, beside the marketplace's numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_lines, record_orders
from zhanggui.orders.models import Order
from zhanggui.orders.parts import order_parts
from zhanggui.orders.queries import order_by_id
from zhanggui.promotions.actions import (
    choose_tiers,
    receive_coupon,
    receive_vouchers,
    record_event,
    set_up_coupon,
    set_up_offer,
)
from zhanggui.promotions.rules.offers import Rate, Tier, Tiers
from zhanggui.promotions.tests.test_keeping import DAY, A, a_coupon, an_event, an_offer
from zhanggui.promotions.why import WhyPrice, why_price

pytestmark = pytest.mark.django_db
NUMBER = "2231958349120001"


def ordered(
    cast: Cast, total_fen: int | None = 35_000, *, category: str | None = "女装", **differing: Any
) -> int:
    """A sweater of 320 and socks of 2 × 15; the order's id."""
    by = cast.manager.actor
    items = [
        ItemEntry(number="1001", title="毛衣", category=category, price_fen=32_000),
        ItemEntry(number="1002", title="袜子", category="配饰", price_fen=1_500),
    ]
    record_items(shop_id=cast.shop.id, items=items, by=by, at=AT)
    told = {"postage_fen": 0, "total_fen": total_fen, "paid_at": AT, "buyer_nick": "小米粥"} | differing
    order = OrderSnapshot(
        number=NUMBER,
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="等待卖家发货",
        created_at=AT - DAY,
        seen_at=AT,
        **told,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[order], by=by, at=AT)
    lines = [
        LineSnapshot(order_number=NUMBER, title="毛衣", price_fen=32_000, quantity=1, item_number="1001"),
        LineSnapshot(order_number=NUMBER, title="袜子", price_fen=1_500, quantity=2, item_number="1002"),
    ]
    record_lines(shop_id=cast.shop.id, snapshots=lines, by=by, at=AT)
    return Order.objects.get(number=NUMBER).pk


def why(order_id: int) -> WhyPrice:
    order = order_by_id(order_id)
    assert order is not None
    return why_price(order)


def buyer_id() -> int:
    buyer = marketplace_buyer(Order.objects.get().shop_id, "小米粥")
    assert buyer is not None
    return buyer.id


def offered(cast: Cast, **differing: Any) -> None:
    set_up_offer(
        offer=an_offer(tool=Tiers((Tier(30_000, 0, 2_000),)), **differing), by=cast.manager.actor, at=AT
    )


def test_it_is_a_part_of_an_order() -> None:
    assert "price_of_order" in [part.url_name for part in order_parts()]


def test_the_engines_sum_is_the_marketplaces(cast: Cast) -> None:
    offered(cast, name="满 300 减 20")
    found = why(ordered(cast, 33_000))
    assert (found.agrees, found.verdict, found.doubts) == (True, "和平台一样", [])
    assert found.account is not None
    assert [(line.title, line.final_fen) for line in found.account.lines] == [
        ("毛衣", 30_171),
        ("袜子", 2_829),
    ]
    assert [one.name for one in found.account.acted] == ["满 300 减 20"]


@pytest.mark.parametrize(
    ("total", "verdict"),
    [(32_700, "平台少收 3.00 元"), (33_001, "平台多收 0.01 元"), (None, "平台没有给出总额")],
)
def test_a_difference_is_marked_with_its_amount(cast: Cast, total: int | None, verdict: str) -> None:
    offered(cast)
    found = why(ordered(cast, total))
    assert found.verdict == verdict
    assert bool(found.doubts) == (total is not None)


def test_offers_hold_at_the_instant_of_payment(cast: Cast) -> None:
    offered(cast, name="昨天", starts_at=AT - 3 * DAY, ends_at=AT - DAY / 2)
    order_id = ordered(cast)
    assert why(order_id).agrees  # paid at noon, when it was over
    Order.objects.update(paid_at=None, total_fen=33_000)
    assert why(order_id).agrees  # not paid: as of its ordering


def test_what_the_engine_does_not_know_is_said(cast: Cast) -> None:
    event_id = record_event(**an_event(), by=cast.manager.actor, at=AT)
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=cast.manager.actor, at=AT)
    found = why(ordered(cast, 34_000, category=None, buyer_nick=None))
    assert found.verdict == "平台少收 10.00 元"
    assert found.doubts == [
        "店里没有记下当时的活动。",
        "1 件商品不知道类目,按类目的优惠和购物券没有算。",
        "不知道买家有几张「购物券」,按不用券算。",
        "不知道买家是谁,没有算买家领到的券。",
        "也可能用了我们不知道的优惠券、平台的优惠,或者客服改过价。",
    ]


def test_vouchers_that_were_used_since_count_as_held_then(cast: Cast) -> None:
    by = cast.manager.actor
    event_id = record_event(**an_event(), by=by, at=AT)
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT)
    order_id = ordered(cast, 34_000)
    receive_vouchers(event_id=event_id, buyer_id=buyer_id(), received=1, used=1, by=by, at=AT)
    assert why(order_id).agrees


def test_a_coupon_that_the_buyer_had_is_tried_and_another_is_guessed(cast: Cast) -> None:
    by = cast.manager.actor
    coupon_id = set_up_coupon(coupon=replace(a_coupon(), name="满百减十"), by=by, at=AT)
    order_id = ordered(cast, 34_000)
    assert "正好是「满百减十」的面额,可能用了这张券。" in why(order_id).doubts
    receive_coupon(coupon_id=coupon_id, buyer_id=buyer_id(), received=1, used=1, by=by, at=AT)
    assert why(order_id).agrees
    Order.objects.update(total_fen=35_000)
    assert why(order_id).agrees  # they did not use it


def test_of_an_unpaid_order_it_says_how_little_more_saves_how_much(cast: Cast) -> None:
    set_up_offer(
        offer=an_offer(tool=Tiers((Tier(30_000, 0, 1_000), Tier(36_230, 0, 3_000)))),
        by=cast.manager.actor,
        at=AT,
    )
    order_id = ordered(cast, 34_000, paid_at=None)
    Order.objects.update(status=str(TradeStatus.WAIT_BUYER_PAY), created_at=AT)
    assert why(order_id).hints == ["再买 12.30 元,一共多省 20.00 元"]
    Order.objects.update(status=str(TradeStatus.WAIT_SELLER_SEND_GOODS))
    assert why(order_id).hints == []


def test_what_an_offer_hangs_on_and_an_order_does_not_tell_is_said(cast: Cast) -> None:
    by = cast.manager.actor
    far = Tiers((Tier(9_900, free_postage=True),), no_free_postage_to=frozenset({"西藏", "新疆"}))
    set_up_offer(offer=an_offer(name="包邮", tool=far), by=by, at=AT)
    order_id = ordered(cast, 36_000, postage_fen=1_000)
    found = why(order_id)
    assert found.verdict == "平台多收 10.00 元"
    assert "「包邮」不包邮到新疆、西藏:不知道收货的省,按包邮算。" in found.doubts
    set_up_offer(offer=an_offer(name="九折", tool=Rate(900), most_pieces=1), by=by, at=AT)
    assert "「九折」每人限 1 件:没有算买家之前买过的。" in why(order_id).doubts
    Order.objects.update(postage_fen=0, total_fen=32_000)
    assert not any("包邮" in one for one in why(order_id).doubts)  # it took nothing off


def shown(cast: Cast, order_id: int) -> str:
    return client_of(cast.agent).get(reverse("price_of_order", args=[order_id])).content.decode()


def test_the_part_shows_the_account_beside_the_marketplaces_number(cast: Cast) -> None:
    offered(cast, name="<i>满减</i>")
    text = shown(cast, ordered(cast, 32_700))
    assert "&lt;i&gt;满减&lt;/i&gt;" in text
    for words in ("平台少收 3.00 元", "¥330.00", "¥327.00", "客服改过价"):
        assert words in text


def test_an_order_without_lines_says_that_it_cannot_be_priced(cast: Cast) -> None:
    order = OrderSnapshot(
        number="1",
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="交易成功",
        created_at=AT,
        seen_at=AT,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[order], by=cast.manager.actor, at=AT)
    text = shown(cast, Order.objects.get().pk)
    assert "算不了" in text
    assert "宝贝报表" in text
