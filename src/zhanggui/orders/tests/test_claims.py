from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from zhanggui.customers.actions import ensure_buyers, ensure_visitor
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.models import AuditEntry
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.orders import rules
from zhanggui.orders.actions import CannotClaim, ClaimAnswer, claim_order
from zhanggui.orders.models import Order, OrderClaim
from zhanggui.orders.queries import orders_of_buyer, unverified_claims
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

NUMBER = "2231958349120001"
Snapshot = Callable[..., OrderSnapshot]
pytestmark = pytest.mark.django_db


def claim(
    visitor: BuyerCard,
    number: str = NUMBER,
    tail: str = "0021",
    name: str = "米小周",
    at: datetime = AT,
) -> ClaimAnswer:
    return claim_order(
        buyer_id=visitor.id,
        shop_id=visitor.shop_id,
        number=number,
        phone_tail=tail,
        receiver_name=name,
        by=Actor(kind="visitor", id=visitor.id, name=visitor.name, shop_id=visitor.shop_id),
        at=at,
    )


def another(shop: ShopCard, letter: str) -> BuyerCard:
    return ensure_visitor(shop_id=shop.id, key=letter * 22, at=AT)


def test_right_details_verify_and_only_then_the_order_is_the_visitors(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot(), snapshot("2231958349120002"))
    assert orders_of_buyer(visitor.id) == []
    answer = claim(visitor, f" {NUMBER} ", "００２１", " 米小周　")
    assert answer.state == rules.VERIFIED
    assert [order.id for order in orders_of_buyer(visitor.id)] == [answer.order_id]
    assert unverified_claims(visitor.id) == []


def test_wrong_details_and_no_such_order_cannot_be_told_apart(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot(), snapshot("1001", receiver_name=None, receiver_phone=None))
    answers = {
        claim(visitor, tail="0022"),
        claim(visitor, name="米小"),
        claim(visitor, number="9999999999999999"),
        claim(visitor, number="1001"),
    }
    assert {answer.tries_left for answer in answers} == {4, 3, 2, 1}
    (answer,) = {replace(answer, tries_left=None) for answer in answers}
    assert (answer.state, answer.order_id) == (rules.OPEN, None)
    assert orders_of_buyer(visitor.id) == []
    assert not OrderClaim.objects.filter(order__isnull=False).exists()


@pytest.mark.parametrize("exists", [True, False])
def test_the_sixth_try_for_an_order_is_refused_even_with_the_right_details(
    record: Record, snapshot: Snapshot, visitor: BuyerCard, shop: ShopCard, *, exists: bool
) -> None:
    """Over days and visitors alike: a cookie costs nothing."""
    if exists:
        record(snapshot())
    other = another(shop, "b")
    for day in range(5):
        assert (
            claim(other if day % 2 else visitor, tail="9999", at=AT + timedelta(days=day)).state == rules.OPEN
        )
    refused = claim(another(shop, "c"), at=AT + timedelta(days=9))
    assert (refused.state, refused.order_id) == (rules.REFUSED, None)
    assert claim(visitor, at=AT + timedelta(days=9)) == refused


def test_five_tries_a_day_for_all_orders_together_and_again_the_next_day(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot())
    for number in range(5):
        assert claim(visitor, f"100000{number}").state == rules.OPEN
    assert claim(visitor).state == rules.REFUSED
    # AT is 17:00 in Shanghai: the shop's next day begins seven hours later.
    assert claim(visitor, at=AT + timedelta(hours=6, minutes=59)).state == rules.REFUSED
    assert claim(visitor, at=AT + timedelta(hours=7)).state == rules.VERIFIED


def test_an_order_that_is_verified_stays_so_without_counting(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot())
    first = claim(visitor)
    for _ in range(8):
        assert claim(visitor, tail="0000") == first
    assert OrderClaim.objects.get().tries == 1


def test_a_used_up_claim_ends_refused_and_every_try_is_on_record(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot())
    for day in range(7):
        claim(visitor, tail="9999", at=AT + timedelta(days=day))
    (left,) = unverified_claims(visitor.id)
    assert (left.number, left.state, left.tries) == (NUMBER, rules.REFUSED, 5)
    notes = AuditEntry.objects.filter(verb="claim_order", thing_id=NUMBER).order_by("pk")
    assert [note.changes["state"] for note in notes] == [["open", "open"]] * 5 + [["open", "refused"]]
    assert {(note.by_kind, note.by_id) for note in notes} == {("visitor", visitor.id)}


def test_an_order_of_another_shop_does_not_exist(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    other = open_shop(slug="second", name="另一家", platform="tmall", at=AT)
    record(snapshot(), shop_id=other.id)
    assert claim(visitor).state == rules.OPEN


def test_a_number_with_spaces_and_dashes_is_the_same_number(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot())
    assert claim(visitor, "2231 9583-4912 0001", tail="0000").state == rules.OPEN
    assert claim(visitor, "２２３１ 9583—4912—0001").state == rules.VERIFIED
    assert [claim.number for claim in OrderClaim.objects.all()] == [NUMBER]


def test_the_tries_left_are_those_of_whatever_is_used_up_first(
    record: Record, snapshot: Snapshot, visitor: BuyerCard, shop: ShopCard
) -> None:
    record(snapshot())
    for left in (4, 3):
        assert claim(another(shop, "b"), tail="0000").tries_left == left
    assert claim(visitor, "1002").tries_left == 4
    assert claim(visitor, tail="0000").tries_left == 2  # the number's, not the visitor's
    assert claim(visitor).tries_left is None


def test_who_cannot_claim(shop: ShopCard, visitor: BuyerCard) -> None:
    taobao = replace(visitor, id=ensure_buyers(shop_id=shop.id, nicks=["小米粥"], at=AT)["小米粥"])
    elsewhere = replace(visitor, shop_id=open_shop(slug="second", name="二", platform="tmall", at=AT).id)
    for stranger in (taobao, elsewhere, replace(visitor, id=10**9)):
        with pytest.raises(CannotClaim, match="访客"):
            claim(stranger)
    for number in ("", "12", "订单", "1" * 65, "12\0345"):
        with pytest.raises(CannotClaim, match="订单号"):
            claim(visitor, number)
    with pytest.raises(CannotClaim, match="没有写全"):
        claim(visitor, "22 3")
    assert not OrderClaim.objects.exists()


def test_the_table_itself_keeps_an_unproven_claim_from_naming_an_order(
    record: Record, snapshot: Snapshot, visitor: BuyerCard
) -> None:
    record(snapshot())
    claim(visitor, tail="9999")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderClaim.objects.update(order=Order.objects.get())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attack", ["one visitor, many orders", "one order, many visitors"])
def test_tries_at_the_same_moment_cannot_exceed_five(
    record: Record, snapshot: Snapshot, shop: ShopCard, attack: str
) -> None:
    numbers = [f"22319583491200{place:02d}" for place in range(12)]
    record(*map(snapshot, numbers))
    visitors = [another(shop, letter) for letter in "abcdefghijkl"]
    pairs = [
        (visitors[0], number) if attack.startswith("one visitor") else (visitors[place], numbers[0])
        for place, number in enumerate(numbers)
    ]
    start = Barrier(len(pairs))
    states: list[str] = []

    def attempt(visitor: BuyerCard, number: str) -> None:
        try:
            start.wait(30)
            states.append(claim(visitor, number, tail="9999").state)
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(states) == [rules.OPEN] * 5 + [rules.REFUSED] * 7
    assert sum(OrderClaim.objects.values_list("tries", flat=True)) == 5
