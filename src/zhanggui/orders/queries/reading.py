from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.foundation.once import once
from zhanggui.orders import rules
from zhanggui.orders.models import Order, OrderClaim, OrderLine
from zhanggui.orders.queries.cards import UNSEEN, ClaimCard, OrderCard, order_card

SHOWN_OF_BUYER = 50
_NOT_LEFT = (rules.Stage.UNPAID, rules.Stage.TO_SHIP)


@once
def order_by_id(order_id: int) -> OrderCard | None:
    order = Order.objects.defer(*UNSEEN).filter(pk=order_id).first()
    return order_card(order) if order else None


def order_by_number(shop_id: int, number: str) -> OrderCard | None:
    order = Order.objects.defer(*UNSEEN).filter(shop_id=shop_id, number=number).first()
    return order_card(order) if order else None


def marks_of_lines(shop_id: int, order_number: str) -> list[rules.LineMarks]:
    """By what the order's lines may be known, in their order."""
    rows = OrderLine.objects.filter(shop_id=shop_id, order_number=order_number).order_by("position")
    of = ("case_number", "item_number", "item_outer_id", "sku_outer_id", "title")
    return [rules.LineMarks(*marks) for marks in rows.values_list(*of)]


def orders_by_id(order_ids: Iterable[int]) -> list[OrderCard]:
    """Cards in the order of the ids; those that are no orders are left out."""
    ids = list(order_ids)
    rows = Order.objects.defer(*UNSEEN).in_bulk(ids)
    return [order_card(rows[order_id]) for order_id in ids if order_id in rows]


@once
def orders_of_buyer(buyer_id: int) -> list[OrderCard]:
    """The buyer's newest orders, newest first; of a web visitor only those that are verified."""
    buyer = buyer_card(buyer_id)
    if buyer is None:
        return []
    rows = _of_buyer(buyer).defer(*UNSEEN).order_by("-created_at", "-id")
    return [order_card(row) for row in rows[:SHOWN_OF_BUYER]]


def count_of_buyer(buyer: BuyerCard) -> int:
    """How many `orders_of_buyer` knows of, and those that it leaves out."""
    return _of_buyer(buyer).count()


def _of_buyer(buyer: BuyerCard) -> QuerySet[Order]:
    rows = Order.objects.filter(shop_id=buyer.shop_id)
    if not buyer.is_visitor:
        return rows.filter(buyer_id=buyer.id)
    verified = OrderClaim.objects.filter(buyer_id=buyer.id, state=rules.VERIFIED)
    return rows.filter(pk__in=verified.values("order_id"))


@dataclass(frozen=True)
class Unshipped:
    """An order that has not left yet."""

    id: int
    number: str
    created_at: datetime


def unshipped_orders(shop_id: int, buyer_ids: Collection[int]) -> dict[int, Unshipped]:
    """Of each buyer the newest order that has not left, of a web visitor of those that are verified."""
    if not buyer_ids:
        return {}
    columns = ("buyer_id", "pk", "number", "created_at")
    theirs = Order.objects.filter(shop_id=shop_id, buyer_id__in=list(buyer_ids), stage__in=_NOT_LEFT)
    claims = OrderClaim.objects.filter(
        shop_id=shop_id, buyer_id__in=list(buyer_ids), state=rules.VERIFIED, order__stage__in=_NOT_LEFT
    )
    rows = [
        *theirs.order_by("buyer_id", "-created_at").distinct("buyer_id").values_list(*columns),
        *claims.order_by("buyer_id", "-order__created_at")
        .distinct("buyer_id")
        .values_list("buyer_id", "order_id", "number", "order__created_at"),
    ]
    return {buyer_id: Unshipped(pk, number, created_at) for buyer_id, pk, number, created_at in rows}


def order_stages(shop_id: int, order_ids: Collection[int]) -> dict[int, rules.Stage]:
    """How far those of the orders that are the shop's have come."""
    if not order_ids:
        return {}
    rows = Order.objects.filter(shop_id=shop_id, pk__in=list(order_ids)).values_list("pk", "stage")
    return {order_id: rules.Stage(stage) for order_id, stage in rows}


def unverified_claims(buyer_id: int) -> list[ClaimCard]:
    """What a visitor said but did not prove, latest first."""
    rows = OrderClaim.objects.filter(buyer_id=buyer_id).exclude(state=rules.VERIFIED).order_by("-at")
    return [ClaimCard(number=row.number, state=row.state, tries=row.tries, at=row.at) for row in rows[:5]]
