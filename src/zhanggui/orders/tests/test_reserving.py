from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.catalog.queries import SkuRef, skus_for
from zhanggui.foundation.actors import Actor, program
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import (
    LineRefund,
    mirror_refunds,
    record_lines,
    record_orders,
    recount_reservations,
)
from zhanggui.orders.models import OrderLine
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard
from zhanggui.stock.queries import reserved_for

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
NUMBER = "2231958349120001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


@pytest.fixture
def by(shop: ShopCard) -> Actor:
    return program(shop.id)


def goods(by: Actor) -> None:
    skus = (SkuEntry(outer_id="A-1-M", properties="尺码:M"), SkuEntry(outer_id="A-1-L", properties="尺码:L"))
    item = ItemEntry(number="520000000001", title="毛衣", skus=skus)
    assert record_items(shop_id=by.shop_id, items=[item], by=by, at=AT).refused == ()


def sku_id(by: Actor, code: str) -> int:
    (sku,) = skus_for(by.shop_id, [SkuRef(sku_outer_id=code)])
    assert sku is not None
    return sku.id


def order(by: Actor, status: TradeStatus, hours: int = 0) -> None:
    at = AT + timedelta(hours=hours)
    shot = OrderSnapshot(number=NUMBER, status=status, status_text=str(status), created_at=AT, seen_at=at)
    record_orders(shop_id=by.shop_id, snapshots=[shot], by=by, at=AT)


def line(by: Actor, **more: Any) -> None:
    said: dict[str, Any] = {"order_number": NUMBER, "sku_outer_id": "A-1-M", "quantity": 2, "title": "毛衣"}
    shots = [LineSnapshot(**said | more), LineSnapshot(**said | {"sku_outer_id": "A-1-L", "quantity": 1})]
    record_lines(shop_id=by.shop_id, snapshots=shots, by=by, at=AT)


@pytest.mark.parametrize("lines_first", [False, True])
def test_a_paid_order_holds_its_goods_until_they_leave(by: Actor, *, lines_first: bool) -> None:
    goods(by)
    if lines_first:
        line(by)
        order(by, TradeStatus.WAIT_SELLER_SEND_GOODS)
    else:
        order(by, TradeStatus.WAIT_SELLER_SEND_GOODS)
        line(by)
    held = {sku_id(by, "A-1-M"): 2, sku_id(by, "A-1-L"): 1}
    assert reserved_for(by.shop_id, NUMBER) == held
    order(by, TradeStatus.WAIT_BUYER_CONFIRM_GOODS, hours=1)
    assert reserved_for(by.shop_id, NUMBER) == {}


@pytest.mark.parametrize("status", [TradeStatus.WAIT_BUYER_PAY, TradeStatus.CLOSED, TradeStatus.FINISHED])
def test_no_other_order_holds_goods(by: Actor, status: TradeStatus) -> None:
    goods(by)
    line(by)
    order(by, status)
    assert reserved_for(by.shop_id, NUMBER) == {}


def test_a_line_that_was_closed_or_sent_alone_holds_nothing(by: Actor) -> None:
    goods(by)
    order(by, TradeStatus.SELLER_CONSIGNED_PART)
    line(by, status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS)
    assert reserved_for(by.shop_id, NUMBER) == {sku_id(by, "A-1-L"): 1}


def test_goods_that_come_after_their_orders_are_reserved_by_the_recount(by: Actor) -> None:
    order(by, TradeStatus.WAIT_SELLER_SEND_GOODS)
    line(by)
    assert reserved_for(by.shop_id, NUMBER) == {}
    goods(by)
    recount_reservations(shop_id=by.shop_id, by=by, at=AT)
    assert reserved_for(by.shop_id, NUMBER) == {sku_id(by, "A-1-M"): 2, sku_id(by, "A-1-L"): 1}


def test_a_refund_case_shows_on_the_line_that_it_is_about(by: Actor) -> None:
    line(by)
    refund = LineRefund(
        order_number=NUMBER, refund_number="9001", status="退款成功", amount_fen=500, code="A-1-L"
    )
    assert mirror_refunds(shop_id=by.shop_id, refunds=[refund], by=by, at=AT) == 1
    first, second = OrderLine.objects.order_by("position")
    assert (first.case_number, second.case_number, second.case_fen) == (None, "9001", 500)
    unclear = LineRefund(order_number=NUMBER, refund_number="9002", status="退款成功", title="毛衣")
    assert mirror_refunds(shop_id=by.shop_id, refunds=[unclear], by=by, at=AT) == 0
    # Once shown, the case stays with its line, whatever it says later of the goods.
    later = LineRefund(order_number=NUMBER, refund_number="9001", status="退款关闭")
    assert mirror_refunds(shop_id=by.shop_id, refunds=[later], by=by, at=AT) == 1
    assert OrderLine.objects.get(pk=second.pk).case_status == "退款关闭"


@pytest.mark.django_db(transaction=True)
def test_an_order_and_its_lines_that_come_in_at_once_hold_the_goods(by: Actor) -> None:
    goods(by)
    written = Event()

    def brings_lines() -> None:
        try:
            written.wait(30)
            line(by)
        finally:
            connection.close()

    thread = Thread(target=brings_lines)
    thread.start()
    with transaction.atomic():
        order(by, TradeStatus.WAIT_SELLER_SEND_GOODS)
        written.set()
        thread.join(0.5)  # as long as we have not committed, the other does not see the order
    thread.join(10)
    assert reserved_for(by.shop_id, NUMBER) == {sku_id(by, "A-1-M"): 2, sku_id(by, "A-1-L"): 1}
