"""What rooms above add: what is open under a member's name for the hand-over sheet, and whom they serve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.foundation.lists import OpenList


@dataclass(frozen=True)
class OpenThing:
    """One line of the sheet. `source` is the kind of line; `task_id` where it is a task."""

    source: str
    source_title: str
    thing: str
    thing_id: int
    title: str
    due_at: datetime | None = None
    note: str = ""
    task_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.source}-{self.thing}-{self.thing_id}"

    @property
    def line(self) -> tuple[str, str, int]:
        """How it stands on a sheet that is written: what kind of line, and about what."""
        return self.source_title[:30], self.thing, self.thing_id


@dataclass(frozen=True)
class HandOverSource:
    """What a member of the shop has open at an instant, what is due first on top."""

    key: str
    open: Callable[[int, int, datetime], list[OpenThing]]


HAND_OVER_SOURCES: OpenList[HandOverSource] = OpenList("sources of the hand-over sheet")


@dataclass(frozen=True)
class Held:
    """How many buyers a member has, and how many of these wait for a word."""

    open: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class HeldSource:
    """Whom the members serve. `now`: of a shop, by member. `ends`: when each of the buyers whom a member had
    at an instant was no longer theirs; none for who still is."""

    key: str
    now: Callable[[int], dict[int, Held]]
    ends: Callable[[int, datetime], list[datetime | None]]


HELD_SOURCES: OpenList[HeldSource] = OpenList("buyers whom a member has")


def held_now(shop_id: int) -> dict[int, Held]:
    found: dict[int, Held] = {}
    for source in HELD_SOURCES:
        for staff_id, held in source.now(shop_id).items():
            before = found.get(staff_id, Held())
            found[staff_id] = Held(before.open + held.open, before.waiting + held.waiting)
    return found


def ends_of_held(staff_id: int, at: datetime) -> list[datetime | None]:
    return [end for source in HELD_SOURCES for end in source.ends(staff_id, at)]
