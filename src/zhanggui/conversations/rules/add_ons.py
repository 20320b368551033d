"""Which sales are add-ons: of an item that an agent recommended beside the one that was talked of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

PAIR, TOGETHER = "pair", "together"
REASON_TITLES: Mapping[str, str] = MappingProxyType({PAIR: "店里的搭配", TOGETHER: "常一起买"})
REASONS = tuple(REASON_TITLES)


@dataclass(frozen=True)
class Shown:
    """A recommendation: to whom, of what, by whom, when."""

    id: int
    buyer_id: int
    item_id: int
    agent_id: int
    at: datetime


@dataclass(frozen=True)
class Sold:
    """A paid line of an order, and what went back of it."""

    order_id: int
    line: int
    buyer_id: int
    item_id: int
    quantity: int
    paid_fen: int
    refund_fen: int
    placed_at: datetime
    paid_at: datetime


@dataclass(frozen=True)
class AddOn:
    """A line, and the recommendation to which it is due."""

    shown: Shown
    sold: Sold

    @property
    def net_fen(self) -> int:
        return self.sold.paid_fen - self.sold.refund_fen


def add_ons(shown: Iterable[Shown], sold: Iterable[Sold], *, window: timedelta) -> list[AddOn]:
    """A line is due to the last recommendation of its item to its buyer in the window before the order was
    placed, both ends included; to none when there is none. A line counts once, whoever else did."""
    by_item: dict[tuple[int, int], list[Shown]] = {}
    for one in sorted(shown, key=lambda one: (one.at, one.id)):
        by_item.setdefault((one.buyer_id, one.item_id), []).append(one)
    found: dict[tuple[int, int], AddOn] = {}
    for line in sold:
        told = by_item.get((line.buyer_id, line.item_id), [])
        due = [one for one in told if line.placed_at - window <= one.at <= line.placed_at]
        if not due:
            continue
        known = found.get((line.order_id, line.line))
        if known is None or (known.shown.at, known.shown.id) < (due[-1].at, due[-1].id):
            found[line.order_id, line.line] = AddOn(due[-1], line)
    return [found[key] for key in sorted(found)]
