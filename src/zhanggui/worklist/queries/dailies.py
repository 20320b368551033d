from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import DAILIES, DAY, id_of_day


@dataclass(frozen=True)
class DailyCard:
    """One of a day's checks: until when, and who has done it."""

    kind: str
    due_at: datetime
    done_at: datetime | None
    by_name: str


def dailies(shop_id: int, day: date) -> dict[str, DailyCard]:
    """A day's checks by kind. Before the first job of the day there is none."""
    kinds = [one.kind.key for one in DAILIES]
    rows = Task.objects.filter(shop_id=shop_id, thing=DAY, kind__in=kinds, thing_id=id_of_day(day))
    of = ("kind", "due_at", "settled_at", "settled_by__name")
    return {
        kind: DailyCard(kind, due_at, done_at, name or "")
        for kind, due_at, done_at, name in rows.order_by("id").values_list(*of)
    }
