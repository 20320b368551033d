"""The guard's say in what buyers read of the shop itself: names of members, and the first greeting. In the
language of whoever asks: the rooms below know only that there is a fault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from zhanggui.guard.queries import book_of
from zhanggui.guard.rules import Severity, Situation, name_fault, with_facts
from zhanggui.shops.parts import SHOWN_WORDS, ShownWords
from zhanggui.shops.queries import ShopCard


def _of_name(shop: ShopCard, name: str, others: Sequence[str], at: datetime) -> str:
    if fault := name_fault(name, others):
        return with_facts(gettext(fault.say), fault.facts)
    why = _stops(shop, name, (Severity.BLOCK,), at)
    return with_facts(gettext("买家看得到姓名:{why}"), {"why": why}) if why else ""


def _of_greeting(shop: ShopCard, text: str, at: datetime) -> str:
    """The program says it, and has no reason to give."""
    why = _stops(shop, text, (Severity.BLOCK, Severity.WARN), at)
    return with_facts(gettext("这句话发不出去:{why}"), {"why": why}) if why else ""


def _stops(shop: ShopCard, text: str, stops: Sequence[Severity], at: datetime) -> str:
    found = book_of(shop.id, at=at).check(text, Situation(platform=shop.platform))
    return next((with_facts(gettext(one.say), one.facts) for one in found if one.severity in stops), "")


SHOWN_WORDS.add(ShownWords("guard", _of_name, _of_greeting))
