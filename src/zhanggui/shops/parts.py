"""Open lists: the numbers that a day begins with, and who has a say in what buyers read of the shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanggui.foundation.lists import OpenList
from zhanggui.shops.queries import ShopCard, StaffCard


@dataclass(frozen=True)
class Figure:
    """A number, and the address of the list behind it: as many as stand there for this member. `late`: so
    many of them are overdue."""

    value: int
    title: str
    url: str
    late: int = 0


@dataclass(frozen=True)
class DayPart:
    """What a room has to say to a member of staff at an instant. `needs` is the capability that shows it;
    `follows` are the live changes after which the page asks again; `hint` says what to do beside the
    numbers; `daily` is the kind of task by which somebody says that they have looked; `detail` names a view
    that answers a fragment with more."""

    key: str
    title: str
    needs: str
    rank: int
    figures: Callable[[StaffCard, datetime], list[Figure]]
    follows: tuple[str, ...] = ()
    hint: str = ""
    daily: str = ""
    detail: str = ""


DAY_PARTS: OpenList[DayPart] = OpenList("parts of the day")


@dataclass(frozen=True)
class ShownWords:
    """A room's say in words of the shop's own that buyers read. `of_name` judges a member's name beside the
    colleagues' names, `of_greeting` what the shop says first; both answer why not, or nothing."""

    key: str
    of_name: Callable[[ShopCard, str, Sequence[str], datetime], str]
    of_greeting: Callable[[ShopCard, str, datetime], str]


SHOWN_WORDS: OpenList[ShownWords] = OpenList("words that buyers read")


def fault_in_name(shop: ShopCard, name: str, others: Sequence[str], at: datetime) -> str:
    """Why buyers may not be shown the name, or nothing."""
    return next(filter(None, (one.of_name(shop, name, others, at) for one in SHOWN_WORDS)), "")


def fault_in_greeting(shop: ShopCard, text: str, at: datetime) -> str:
    return next(filter(None, (one.of_greeting(shop, text, at) for one in SHOWN_WORDS)), "")


def day_parts() -> list[DayPart]:
    return sorted(DAY_PARTS, key=lambda part: part.rank)
