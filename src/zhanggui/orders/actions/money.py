"""The money ledger: what the marketplace's sums say has moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhanggui.orders import rules
from zhanggui.orders.actions.copying import copy_rows
from zhanggui.orders.rules import Told

_COLUMNS = ("shop_id", "order_number", "kind", "fen", "at", "recorded_at", "source")


def append_movements(
    *, shop_id: int, changes: Iterable[tuple[str, Told | None, Told]], source: str, at: datetime
) -> None:
    """`changes` are (order number, what was known, what is known now)."""
    rows = [
        (shop_id, number, moved.kind, moved.fen, moved.at, at, source[:80])
        for number, before, after in changes
        for moved in rules.movements(before, after)
    ]
    if rows:
        copy_rows(table="orders_moneyentry", columns=_COLUMNS, rows=rows)
