"""Goods that are paid for and have not left: reserved as the lines of their orders say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhanggui.catalog.queries import skus_for
from zhanggui.foundation.actors import Actor
from zhanggui.orders import rules
from zhanggui.orders.actions.copying import LINES, hold
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.queries.details import ref_of
from zhanggui.stock.actions import reserve

_AT_ONCE = 500  # orders in one transaction


def reserve_for(*, shop_id: int, numbers: Collection[str], by: Actor, at: datetime) -> None:
    """Sets the reservations of these orders to what their lines say now; an order that does not wait for
    its parcel holds nothing. Lines whose goods the catalog does not know reserve nothing."""
    if not numbers:
        return
    # Orders and their lines may come in at the same time, each not seeing the other's rows before they are
    # committed: whoever is second sees both.
    hold(shop_id=shop_id, what=LINES)
    waiting = Order.objects.filter(shop_id=shop_id, number__in=list(numbers), status__in=rules.HELD_STATUSES)
    wanted: dict[str, Counter[int]] = {number: Counter() for number in numbers}
    lines = [line for line in _lines(shop_id, waiting.values_list("number", flat=True)) if _is_held(line)]
    found = skus_for(shop_id, [ref_of(line) for line in lines]) if lines else []
    for line, sku in zip(lines, found, strict=True):
        if sku is not None:
            wanted[line.order_number][sku.id] += line.quantity or 0
    reserve(shop_id=shop_id, wanted=wanted, by=by, at=at)


def recount_reservations(*, shop_id: int, by: Actor, at: datetime) -> None:
    """Reserves anew for every order that waits for its parcel: goods may have come into the catalog after
    the orders that sell them."""
    waiting = Order.objects.filter(shop_id=shop_id, status__in=rules.HELD_STATUSES).order_by("id")
    numbers = list(waiting.values_list("number", flat=True))
    for start in range(0, len(numbers), _AT_ONCE):
        with transaction.atomic():
            reserve_for(shop_id=shop_id, numbers=numbers[start : start + _AT_ONCE], by=by, at=at)


def _lines(shop_id: int, numbers: Collection[str]) -> list[OrderLine]:
    return list(OrderLine.objects.filter(shop_id=shop_id, order_number__in=list(numbers)))


def _is_held(line: OrderLine) -> bool:
    """A line that does not speak for itself stands as its order does."""
    return bool(line.quantity) and (line.status is None or rules.holds_goods(line.status))
