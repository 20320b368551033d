"""The guard's say in what buyers read of the shop itself: names of members, and the first greeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhanggui.guard.queries import book_of
from zhanggui.guard.rules import Severity, Situation, name_fault
from zhanggui.shops.parts import SHOWN_WORDS, ShownWords
from zhanggui.shops.queries import ShopCard


def _of_name(shop: ShopCard, name: str, others: Sequence[str], at: datetime) -> str:
    if fault := name_fault(name, others):
        return fault
    say = _stops(shop, name, (Severity.BLOCK,), at)
    return f"买家看得到姓名:{say}" if say else ""


def _of_greeting(shop: ShopCard, text: str, at: datetime) -> str:
    """The program says it, and has no reason to give."""
    say = _stops(shop, text, (Severity.BLOCK, Severity.WARN), at)
    return f"这句话发不出去:{say}" if say else ""


def _stops(shop: ShopCard, text: str, stops: Sequence[Severity], at: datetime) -> str:
    found = book_of(shop.id, at=at).check(text, Situation(platform=shop.platform))
    return next((one.words for one in found if one.severity in stops), "")


SHOWN_WORDS.add(ShownWords("guard", _of_name, _of_greeting))
