"""The open list of the page of the day: the numbers that a day begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.foundation.lists import OpenList
from zhanggui.shops.queries import StaffCard


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


def day_parts() -> list[DayPart]:
    return sorted(DAY_PARTS, key=lambda part: part.rank)
