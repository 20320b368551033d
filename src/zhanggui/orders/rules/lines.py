"""Which line of an order a list, or a refund case, is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What a line sells: lists without the lines' own numbers know a line by this.
_GOODS = ("title", "properties", "sku_outer_id", "item_outer_id", "item_number", "package")
_HOW_MUCH = ("price_fen", "quantity")
# No marketplace makes orders of more; lines are compared each with each.
MOST_LINES = 1_000
TOO_MANY_LINES = f"一个订单最多 {MOST_LINES:,} 行,这一行没有读进;多半是订单编号写错了"


def same_lines(known: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Which known line of the order each told one is; None for a new one. None is used twice.

    A line's own number decides where both have one; else what it sells, most alike first, and at last the
    only one that is left on both sides: a changed title or price makes no second line.
    """
    found: list[int | None] = [None] * len(told)
    if not known:
        return found
    free = list(range(len(known)))
    for alike in (_same_number, _same_sale, _same_goods):
        for place, line in enumerate(told):
            if found[place] is not None:
                continue
            match = next((at for at in free if alike(known[at], line)), None)
            if match is not None:
                found[place] = match
                free.remove(match)
    left = [place for place, match in enumerate(found) if match is None]
    if (
        len(left) == len(free) == 1
        and len(known) == len(told)
        and not _numbers(known[free[0]], told[left[0]])
    ):
        found[left[0]] = free[0]
    return found


def _numbers(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether both lines have numbers of their own."""
    return bool(known["oid"] and told["oid"])


def _same_number(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    return _numbers(known, told) and bool(known["oid"] == told["oid"])


def _same_sale(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    return _same_goods(known, told) and all(known[word] == told[word] for word in _HOW_MUCH)


def _same_goods(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether nothing that both say of the goods differs, and something agrees."""
    if _numbers(known, told):
        return False
    both = [(known[word], told[word]) for word in _GOODS if known[word] and told[word]]
    return bool(both) and all(one == other for one, other in both)


_NO_REFUND = frozenset({"没有申请退款", "没有退款", "无退款", "NO_REFUND", "-"})


def refund_words(status: str | None) -> str:
    """The refund's state as it is shown; empty when there is no refund."""
    return "" if not status or status in _NO_REFUND else status


@dataclass(frozen=True)
class LineMarks:
    """By what a refund case may know a line."""

    case_number: str | None
    item_number: str | None
    item_outer_id: str | None
    sku_outer_id: str | None
    title: str | None


def line_of_refund(
    lines: Sequence[LineMarks], *, number: str, item_number: str | None, code: str | None, title: str | None
) -> int | None:
    """The place of the line that a refund case is about; None when it is not clear.

    The line that has shown the case before; else the only one that agrees with what the case says; else
    the only line there is.
    """
    ways = (
        lambda line: line.case_number == number,
        lambda line: bool(item_number) and line.item_number == item_number,
        lambda line: bool(code) and code in {line.item_outer_id, line.sku_outer_id},
        lambda line: bool(title) and line.title == title,
        lambda _line: len(lines) == 1,
    )
    for agrees in ways:
        places = [place for place, line in enumerate(lines) if agrees(line)]
        if len(places) == 1:
            return places[0]
    return None
