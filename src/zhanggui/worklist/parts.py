"""What rooms above add to the worklist: what is due without a row of ours, and who is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from zhanggui.foundation.lists import OpenList
from zhanggui.shops.settings import DatedSetting
from zhanggui.worklist.rules import Kind


@dataclass(frozen=True)
class DueCard:
    """Something due that is no task of ours: a buyer who waits is the conversation's own row."""

    thing: str
    thing_id: int
    title: str
    due_at: datetime
    owner_id: int | None = None
    owner_name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Source:
    """What of a kind is due at an instant, all of the shop's, first due first. `needs` is the capability
    of those who do it; what has no owner is theirs. The minutes are those of a kind of task."""

    key: str
    title: str
    needs: str
    due: Callable[[int, datetime], list[DueCard]]


@dataclass(frozen=True)
class Presence:
    """Which members of a shop's staff are there at an instant."""

    key: str
    there: Callable[[int, datetime], set[int]]


SOURCES: OpenList[Source] = OpenList("sources of what is due")
PRESENCES: OpenList[Presence] = OpenList("who is there")


def who_is_there(shop_id: int, *, at: datetime) -> set[int]:
    return {staff_id for presence in PRESENCES for staff_id in presence.there(shop_id, at)}


@dataclass(frozen=True)
class Daily:
    """Something that somebody looks at once a day: a task of this kind for each of the shop's days. `until`
    is a time of that day, in minutes past midnight; `title` says what to look at."""

    key: str
    kind: Kind
    title: str
    until: DatedSetting


DAILIES: OpenList[Daily] = OpenList("daily checks")
DAY = "day"  # the thing that such a task is about


def id_of_day(day: date) -> int:
    """20261122: days have no rows, and tasks want a number."""
    return int(f"{day:%Y%m%d}")
