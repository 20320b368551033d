from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zhanggui.customers.models import Buyer
from zhanggui.foundation import announcements
from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import react_now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import RecordedOrders, record_orders
from zhanggui.orders.events import OrderChanged
from zhanggui.orders.models import Order
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.shops.actions import change_setting, open_shop
from zhanggui.shops.queries import ShopCard
from zhanggui.shops.settings import FRESH_HOURS

Snapshot = Callable[..., OrderSnapshot]
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[OrderChanged]]:
    """What is announced while the test runs."""
    events: list[OrderChanged] = []
    before = list(announcements._now.get(OrderChanged, []))
    react_now(OrderChanged, events.append)
    yield events
    announcements._now[OrderChanged] = before


def everything() -> list[dict[str, Any]]:
    return [dict(row) for row in Order.objects.order_by("number").values()]


def test_a_snapshot_is_mirrored_in_every_field(record: Record, snapshot: Snapshot, shop: ShopCard) -> None:
    told = snapshot(waybills=("SF0000000000001", "SF0000000000002"), extra={"发票抬头": "示例公司"})
    assert record(told).new == 1
    order = Order.objects.get()
    told_columns = {field.name for field in fields(OrderSnapshot)} - {"waybills"}
    for name in told_columns:
        assert getattr(order, name) == getattr(told, name), name
    assert order.waybill == "SF0000000000001 SF0000000000002"
    assert order.phone_tail == "0021"
    buyer = Buyer.objects.get()
    assert (order.buyer_id, buyer.key, buyer.shop_id) == (buyer.pk, "小米粥", shop.id)


def test_the_same_twice_changes_nothing(
    record: Record, snapshot: Snapshot, heard: list[OrderChanged]
) -> None:
    batch = [snapshot(str(number)) for number in range(10**6, 10**6 + 50)]
    assert record(*batch).new == 50
    before, said = everything(), len(heard)
    again = record(*batch)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 50)
    assert everything() == before
    assert len(heard) == said == 50


def test_any_newer_snapshot_is_recorded_whatever_it_says(record: Record, snapshot: Snapshot) -> None:
    """The marketplace may well go back from finished to unpaid: we mirror, we do not judge."""
    start = snapshot().seen_at
    for hours, status in enumerate([*TradeStatus, *reversed(TradeStatus)]):
        record(snapshot(status=status, seen_at=start + hours * HOUR))
        assert Order.objects.get().status == status


def test_an_older_snapshot_never_undoes(record: Record, snapshot: Snapshot) -> None:
    old, new = snapshot(), snapshot(status=TradeStatus.FINISHED, seen_at=AT, remark="")
    record(new)
    before = everything()
    result = record(old)
    assert (result.changed, result.older) == (0, 1)
    assert everything() == before


def test_a_newer_snapshot_that_says_less_keeps_what_was_known(record: Record, snapshot: Snapshot) -> None:
    record(snapshot(extra={"发票抬头": "示例公司"}))
    nothing = dict.fromkeys(
        ("buyer_nick", "receiver_address", "courier", "waybills", "remark", "goods_fen", "title"), None
    )
    record(
        snapshot(
            **nothing,
            receiver_name="米**",
            receiver_phone="138****0021",
            status=TradeStatus.FINISHED,
            seen_at=AT,
            extra={"支付单号": "1"},
        )
    )
    order = Order.objects.get()
    assert order.status == TradeStatus.FINISHED
    assert (order.receiver_name, order.receiver_phone, order.phone_tail) == ("米小周", "13800000021", "0021")
    assert (order.title, order.goods_fen, order.remark) == ("羊毛针织衫 浅杏", 28800, "改 XL")
    assert order.buyer_id is not None
    assert order.extra == {"发票抬头": "示例公司", "支付单号": "1"}


def test_a_missing_or_masked_buyer_is_not_invented(record: Record, snapshot: Snapshot) -> None:
    record(
        snapshot("1001", buyer_nick=None),
        snapshot("1002", buyer_nick="小**"),
        snapshot("1003", buyer_nick=""),
    )
    assert [order["buyer_id"] for order in everything()] == [None, None, None]
    assert not Buyer.objects.exists()


def test_a_batch_costs_the_same_statements_whatever_its_size(record: Record, snapshot: Snapshot) -> None:
    counts = []
    for first, size in ((10**6, 3), (2 * 10**6, 600)):
        batch = [
            snapshot(str(first + place), buyer_nick=f"n{place}", seen_at=AT - 90 * HOUR)
            for place in range(size)
        ]
        with CaptureQueriesContext(
            connection,
        ) as new:
            record(*batch)
        later = [
            snapshot(str(first + place), buyer_nick=f"n{place}", seen_at=AT - 80 * HOUR, remark="改")
            for place in range(size)
        ]
        with CaptureQueriesContext(connection) as changed:
            assert record(*later).changed == size
        counts.append((len(new), len(changed)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 17  # with the locks, the ledger, and the goods that orders hold


def test_history_is_silent_and_what_happened_lately_is_announced(
    record: Record, snapshot: Snapshot, heard: list[OrderChanged], shop: ShopCard
) -> None:
    record(*(snapshot(str(10**6 + days), seen_at=AT - timedelta(days=days)) for days in range(3, 400, 7)))
    assert heard == []
    assert record(snapshot("1001", seen_at=AT - 48 * HOUR)).announced == 1
    assert record(snapshot("1002", seen_at=AT - 48 * HOUR - timedelta(seconds=1))).announced == 0
    order = Order.objects.get(number="1001")
    assert heard == [
        OrderChanged(
            shop_id=shop.id,
            order_id=order.pk,
            buyer_id=order.buyer_id,
            before=None,
            status=TradeStatus.WAIT_SELLER_SEND_GOODS,
            at=AT.isoformat(),
        )
    ]


def test_a_parcel_of_an_old_order_that_left_since_yesterdays_file_is_fresh(
    record: Record, snapshot: Snapshot, heard: list[OrderChanged]
) -> None:
    """The order is ten days old and its row has no instant of leaving, but yesterday it was still here."""
    old = AT - timedelta(days=10)
    record(snapshot(seen_at=old, told_at=AT - 24 * HOUR))
    assert heard == []
    record(snapshot(seen_at=old, told_at=AT, status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS))
    assert [(event.before, event.status) for event in heard] == [
        ("WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_CONFIRM_GOODS")
    ]


def test_how_fresh_is_a_dated_setting(
    record: Record, snapshot: Snapshot, heard: list[OrderChanged], shop: ShopCard
) -> None:
    change_setting(shop_id=shop.id, setting=FRESH_HOURS, value=2, by=program(shop.id), at=AT - 30 * HOUR)
    record(snapshot("1001", seen_at=AT - 3 * HOUR), snapshot("1002", seen_at=AT - HOUR))
    assert [Order.objects.get(pk=event.order_id).number for event in heard] == ["1002"]


def test_two_shops_may_have_the_same_number(record: Record, snapshot: Snapshot) -> None:
    other = open_shop(slug="second", name="另一家", platform="tmall", at=AT)
    record(snapshot())
    assert record(snapshot(), shop_id=other.id).new == 1
    assert Order.objects.count() == 2


def test_nobody_records_in_another_shop(shop: ShopCard, snapshot: Snapshot) -> None:
    with pytest.raises(ValueError, match="cannot record"):
        record_orders(shop_id=shop.id, snapshots=[snapshot()], by=program(shop.id + 1), at=AT)


@pytest.mark.parametrize("wrong", [{"total_fen": -1}, {"refund_fen": -1}, {"status": "SOLD"}])
def test_the_table_itself_refuses_what_cannot_be(
    record: Record, snapshot: Snapshot, wrong: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record(snapshot(**wrong))
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_lose_nothing_and_do_not_deadlock(shop: ShopCard, snapshot: Snapshot) -> None:
    numbers = [str(number) for number in range(10**6, 10**6 + 2_000)]
    start = Barrier(4)
    results: list[RecordedOrders] = []

    def bring(lane: int, seen_at: datetime) -> None:
        order = numbers if lane % 2 else numbers[::-1]
        shots = [snapshot(number, seen_at=seen_at, remark=str(lane), buyer_nick=None) for number in order]
        try:
            start.wait(30)
            results.append(record_orders(shop_id=shop.id, snapshots=shots, by=program(shop.id), at=AT))
        finally:
            connection.close()

    threads = [Thread(target=bring, args=(lane, AT - (4 - lane) * HOUR)) for lane in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(result.new for result in results) == 2_000
    assert len(results) == 4
    assert set(Order.objects.values_list("remark", "seen_at")) == {("3", AT - HOUR)}
