"""How the audit names orders: by the number that everybody knows."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.orders.models import Order


def _by_id(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Order.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {str(pk): _named(pk, number) for pk, number in rows.values_list("pk", "number")}


def _by_number(shop_id: int, numbers: Collection[str]) -> dict[str, Named]:
    """What visitors claimed: a number that is no order's stays as it was typed."""
    rows = Order.objects.filter(shop_id=shop_id, number__in=list(numbers))
    return {number: _named(pk, number) for pk, number in rows.values_list("pk", "number")}


def _named(order_id: int, number: str) -> Named:
    return Named(number, reverse("order", args=[order_id]))


NAMERS.add(Namer("order", _by_id))
NAMERS.add(Namer("order_number", _by_number))
