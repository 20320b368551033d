"""The page of the day, put together of what the rooms have to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.shops.parts import DayPart, Figure, day_parts
from zhanggui.shops.queries import StaffCard
from zhanggui.worklist.access import dailies_for
from zhanggui.worklist.queries import DailyCard


@dataclass(frozen=True)
class Section:
    part: DayPart
    figures: list[Figure]
    daily: DailyCard | None

    @property
    def late(self) -> int:
        return sum(figure.late for figure in self.figures)


def sections(staff: StaffCard, *, at: datetime) -> list[Section]:
    """What this member may see of it."""
    dailies = dailies_for(staff, at=at)
    return [
        Section(part, part.figures(staff, at), dailies.get(part.daily))
        for part in day_parts()
        if staff.may(part.needs)
    ]
