from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.models import AuditEntry
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.orders import queries
from zhanggui.orders.actions import CannotReveal, reveal_receiver
from zhanggui.orders.models import Order
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

Snapshot = Callable[..., OrderSnapshot]
pytestmark = pytest.mark.django_db


def test_a_card_masks_the_receiver(record: Record, snapshot: Snapshot) -> None:
    record(snapshot())
    card = queries.order_by_id(Order.objects.get().pk)
    assert card is not None
    assert card.receiver == queries.Receiver(name="米**", phone="138****0021", address="浙江省杭州市西湖区")
    for secret in ("米小周", "13800000021", "示例路"):
        assert secret not in repr(card)


def test_looking_at_the_whole_receiver_is_noted(record: Record, snapshot: Snapshot, shop: ShopCard) -> None:
    record(snapshot())
    order_id = Order.objects.get().pk
    agent = Actor(kind="staff", id=7, name="林晓 A12", shop_id=shop.id)
    whole = reveal_receiver(order_id=order_id, by=agent, at=AT)
    assert (whole.name, whole.phone) == ("米小周", "13800000021")
    assert "示例路1号" in whole.address
    note = AuditEntry.objects.get(verb="reveal_receiver")
    assert (note.thing, note.thing_id, note.by_id, note.at) == ("order", str(order_id), 7, AT)
    assert "米小周" not in str(note.changes)


def test_another_shop_reveals_nothing(record: Record, snapshot: Snapshot, shop: ShopCard) -> None:
    record(snapshot())
    with pytest.raises(CannotReveal):
        reveal_receiver(order_id=Order.objects.get().pk, by=program(shop.id + 1), at=AT)
    assert not AuditEntry.objects.filter(verb="reveal_receiver").exists()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1001", ["1001"]),
        (" '1001 ", ["1001"]),
        ("10 0-1", ["1001"]),
        ("00 21", ["1002", "1001"]),
        ("小米粥", ["1002", "1001"]),
        ("0021", ["1002", "1001"]),
        ("0099", ["1003"]),
        ("小米", ["1002", "1001"]),
        ("米粥", []),
        ("顺丰", ["1002", "1003", "1001"]),
        ("改 xl", ["1002", "1003", "1001"]),
        ("9999", []),
        ("100", []),
        ("", []),
        ("%", []),
        ("a'b\\", []),
    ],
)
def test_orders_are_found_by_number_nick_and_phone_tail(
    record: Record, snapshot: Snapshot, shop: ShopCard, text: str, numbers: list[str]
) -> None:
    later = AT - timedelta(minutes=1)
    record(
        snapshot("1001"),
        snapshot("1002", created_at=later),
        snapshot("1003", buyer_nick="南风", receiver_phone="13800000099"),
    )
    other = open_shop(slug="second", name="另一家", platform="tmall", at=AT)
    record(snapshot("1001"), shop_id=other.id)
    groups = queries.search(shop.id, text)
    assert [order.number for order in (groups[0].page.orders if groups else [])] == numbers


@pytest.mark.parametrize(
    ("texts", "numbers", "outright"),
    [
        (("1001",), ["1001"], True),
        (("1001", "1003"), ["1001", "1003"], True),
        (("7777777", "1003"), ["1003"], True),
        (("小米粥",), ["1002"], True),  # the newest of the buyer
        (("0021",), ["1002", "1004"], True),
        (("小米",), ["1002"], False),
        (("顺丰",), ["1002", "1003", "1004"], False),
        (("小米", "1003"), ["1003"], True),
        (("没有",), [], True),
        ((), [], True),
    ],
)
def test_of_each_buyer_who_is_meant_the_newest_order_is_found(
    record: Record,
    snapshot: Snapshot,
    shop: ShopCard,
    texts: tuple[str, ...],
    numbers: list[str],
    outright: bool,
) -> None:
    later = AT - timedelta(minutes=1)
    record(
        snapshot("1001"),
        snapshot("1002", created_at=later),
        snapshot("1003", buyer_nick="南风", receiver_phone="13800000099"),
        snapshot("1004", buyer_nick="阿远", created_at=AT - timedelta(days=9)),
    )
    meant = queries.meant_orders(shop.id, texts)
    assert ([order.number for order in meant.found], meant.outright) == (numbers, outright)


def test_hundreds_of_orders_of_one_buyer_hide_nobody(
    record: Record, snapshot: Snapshot, shop: ShopCard, django_assert_num_queries: Any
) -> None:
    record(*(snapshot(str(number), created_at=AT) for number in range(1000, 1300)))
    record(snapshot("9001", buyer_nick="南风"), *(snapshot(f"80{i}", buyer_nick=None) for i in range(10, 14)))
    with django_assert_num_queries(4):  # by number, by the phone's end, whose they are, the cards
        meant = queries.meant_orders(shop.id, ["0021"])
    assert [order.buyer_nick for order in meant.found] == ["小米粥", None, None, None, None, "南风"]
    record(*(snapshot(f"70{i}", buyer_nick=f"买家{i}") for i in range(10, 60)))
    with django_assert_num_queries(4):
        assert len(queries.meant_orders(shop.id, ["0021"]).found) == 20


def test_the_list_pages_through_every_order_once_at_two_statements_a_page(
    record: Record, snapshot: Snapshot, shop: ShopCard
) -> None:
    """Many share an instant: the place in the list is the instant and the id."""
    instants = [AT - timedelta(minutes=number // 20, microseconds=1) for number in range(95)]
    record(*(snapshot(str(1000 + place), created_at=at) for place, at in enumerate(instants)))
    other = open_shop(slug="second", name="另一家", platform="tmall", at=AT)
    record(snapshot("9000"), shop_id=other.id)
    seen: list[str] = []
    after: str | None = None
    for _ in range(4):
        with CaptureQueriesContext(connection) as statements:
            page = queries.orders_page(shop.id, after=after)
        assert len(statements) == 2
        seen += [order.number for order in page.orders]
        after = page.after
    assert after is None
    expected = Order.objects.filter(shop_id=shop.id).order_by("-created_at", "-id")
    assert seen == list(expected.values_list("number", flat=True))


@pytest.mark.parametrize(
    "after", ["", "x", "1.2.3", "999999999999999999999.1", "-1.1", "1.99999999999999999999999"]
)
def test_a_made_up_place_in_the_list_does_no_harm(
    record: Record, snapshot: Snapshot, shop: ShopCard, after: str
) -> None:
    record(snapshot())
    assert len(queries.orders_page(shop.id, after=after).orders) <= 1
