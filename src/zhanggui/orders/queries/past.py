"""Paid orders by the million, as bare rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from zhanggui.orders.models import Order
from zhanggui.orders.rules import Stage


class PastLine(NamedTuple):
    """`price_fen`: of one piece, before what was taken off the order."""

    item_number: str
    sku_outer_id: str | None
    price_fen: int
    quantity: int


class Past(NamedTuple):
    """A paid order with all its lines. `asked_fen`: all that it came to, postage included."""

    asked_fen: int
    postage_fen: int
    lines: list[PastLine]


def past_spans(shop_id: int, since: datetime, until: datetime, parts: int) -> list[tuple[int, int]]:
    """Ids [first, last) of orders that were placed in [since, until), in parts of about equal size."""
    rows = Order.objects.filter(shop_id=shop_id, created_at__gte=since, created_at__lt=until)
    count = rows.count()
    if not count:
        return []
    # So few offsets are read that counting on is cheaper than remembering.
    starts = [
        rows.order_by("id").values_list("id", flat=True)[count * part // parts] for part in range(parts)
    ]
    last = rows.order_by("-id").values_list("id", flat=True)[0] + 1
    ends = [*starts[1:], last]
    return [(first, end) for first, end in zip(starts, ends, strict=True) if first < end]


def count_past(shop_id: int, since: datetime, until: datetime) -> int:
    """How many `past_orders` has."""
    return _placed(shop_id, since, until).filter(paid_at__isnull=False).exclude(stage=Stage.CLOSED).count()


def _placed(shop_id: int, since: datetime, until: datetime) -> QuerySet[Order]:
    return Order.objects.filter(shop_id=shop_id, created_at__gte=since, created_at__lt=until)


_LINES = """
    COPY (
        SELECT o.id, coalesce(o.total_fen, 0), coalesce(o.postage_fen, 0),
            l.item_number, l.sku_outer_id, l.price_fen, l.quantity
        FROM orders_order AS o
            JOIN orders_orderline AS l ON l.shop_id = o.shop_id AND l.order_number = o.number
        WHERE o.shop_id = %s AND o.id >= %s AND o.id < %s AND o.created_at >= %s AND o.created_at < %s
            AND o.paid_at IS NOT NULL AND o.stage <> %s
        ORDER BY o.id, l.position
    ) TO STDOUT (FORMAT csv)
"""


def past_orders(
    shop_id: int, first: int, end: int, since: datetime, until: datetime
) -> Iterator[Past | None]:
    """Paid orders that were not closed, with an id in [first, end), oldest id first. None stands for one of
    which a line's item, price or quantity was never told. One statement, read as it comes."""
    asked = [shop_id, first, end, since, until, int(Stage.CLOSED)]
    # Of the driver's own cursor: the one that Django wraps around it to debug takes no parameters here.
    with connection.cursor() as cursor, cursor.cursor.copy(_LINES, asked) as copy:
        rows = csv.reader(bytes(row).decode() for row in copy)
        for _, lines in groupby(rows, key=itemgetter(0)):
            yield _order(list(lines))


def _order(rows: list[list[str]]) -> Past | None:
    lines = []
    for _, _, _, item, sku, price, quantity in rows:
        if not (item and price and quantity) or quantity == "0":
            return None
        lines.append(PastLine(item, sku or None, int(price), int(quantity)))
    return Past(int(rows[0][1]), int(rows[0][2]), lines)
