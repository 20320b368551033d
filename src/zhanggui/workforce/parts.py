"""What rooms above put on a hand-over sheet: things that are open under a member's name."""

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
