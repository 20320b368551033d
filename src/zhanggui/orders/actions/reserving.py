"""Goods that are paid for and have not left: reserved as the lines of their orders say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from zhanggui.catalog.queries import skus_for
from zhanggui.foundation.actors import Actor
from zhanggui.orders import rules
from zhanggui.orders.actions.copying import LINES, hold, rows_of
from zhanggui.orders.models import Order
from zhanggui.orders.queries.details import ref_of
from zhanggui.stock.actions import reserve

_AT_ONCE = 500  # orders in one transaction


class _Line(NamedTuple):
    order_number: str
    quantity: int | None
    status: str | None
    item_number: str | None
    sku_outer_id: str | None
    item_outer_id: str | None
    properties: str | None


def reserve_for(
    *, shop_id: int, waiting: Collection[str], released: Collection[str] = (), by: Actor, at: datetime
) -> None:
    """Sets the reservations of orders that wait for their parcel to what their lines say now, and lets go
    those of `released` ones. Lines whose goods the catalog does not know reserve nothing."""
    if not waiting and not released:
        return
    # Orders and their lines may come in at the same time, each not seeing the other's rows before they are
    # committed: whoever is second sees both.
    hold(shop_id=shop_id, what=LINES)
    wanted: dict[str, Counter[int]] = {number: Counter() for number in (*waiting, *released)}
    lines = [line for line in _lines(shop_id, waiting) if _is_held(line)]
    refs = [ref_of(line) for line in lines]
    for line, sku in zip(lines, skus_for(shop_id, refs) if refs else (), strict=True):
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
            reserve_for(shop_id=shop_id, waiting=numbers[start : start + _AT_ONCE], by=by, at=at)


def _lines(shop_id: int, numbers: Collection[str]) -> list[_Line]:
    rows = rows_of(
        table="orders_orderline", columns=_Line._fields, shop_id=shop_id, key="order_number", values=numbers
    )
    return [_Line(*row) for row in rows]


def _is_held(line: _Line) -> bool:
    """A line that does not speak for itself stands as its order does."""
    return bool(line.quantity) and (line.status is None or rules.holds_goods(line.status))
