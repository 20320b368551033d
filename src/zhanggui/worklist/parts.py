"""What rooms above add to the worklist: what is due without a row of ours, and who is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.foundation.lists import OpenList


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
