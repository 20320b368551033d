from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhanggui.workforce import rules
from zhanggui.workforce.models import HandOver, HandOverLine
from zhanggui.workforce.parts import HAND_OVER_SOURCES, OpenThing
from zhanggui.workforce.queries.overtime import OvertimeCard, overtimes_of

PAGE = 20


@dataclass(frozen=True)
class LineCard:
    source: str
    thing: str
    thing_id: int | None
    title: str
    note: str
    due_at: datetime | None

    @property
    def subject(self) -> tuple[str, str]:
        return self.thing, str(self.thing_id)


@dataclass(frozen=True)
class SheetCard:
    id: int
    shop_id: int
    staff_id: int
    name: str
    shift: tuple[datetime, datetime] | None
    overtime: OvertimeCard | None
    state: str
    note: str
    written_at: datetime
    next_name: str
    ended_at: datetime | None
    count: int

    @property
    def title(self) -> str:
        return rules.SHEET_TITLES[self.state]

    @property
    def waits(self) -> bool:
        return self.state == rules.WRITTEN


def open_things(shop_id: int, staff_id: int, *, at: datetime) -> list[OpenThing]:
    """Everything that is open under a member's name."""
    return [thing for source in HAND_OVER_SOURCES for thing in source.open(shop_id, staff_id, at)]


def sheets_waiting(shop_id: int) -> list[SheetCard]:
    """Those that nobody has confirmed yet, oldest first."""
    return _cards(HandOver.objects.filter(shop_id=shop_id, state=rules.WRITTEN).order_by("id"))


def count_waiting(shop_id: int) -> int:
    return HandOver.objects.filter(shop_id=shop_id, state=rules.WRITTEN).count()


def sheet_by_id(sheet_id: int) -> tuple[SheetCard, list[LineCard]] | None:
    sheets = _cards(HandOver.objects.filter(pk=sheet_id))
    rows = HandOverLine.objects.filter(sheet_id=sheet_id).order_by("position")
    lines = [LineCard(row.source, row.thing, row.thing_id, row.title, row.note, row.due_at) for row in rows]
    return (sheets[0], lines) if sheets else None


def said_on(sheet_id: int) -> dict[tuple[str, str, int], str]:
    """What a sheet says to the next one about its lines."""
    rows = HandOverLine.objects.filter(sheet_id=sheet_id).exclude(note="").exclude(thing="")
    return {(row.source, row.thing, row.thing_id or 0): row.note for row in rows}


def sheets_page(shop_id: int, *, before_id: int | None = None) -> tuple[list[SheetCard], int | None]:
    """The shop's sheets, newest first, and where the next page begins."""
    rows = HandOver.objects.filter(shop_id=shop_id)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    found = _cards(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def _cards(rows: QuerySet[HandOver]) -> list[SheetCard]:
    found = list(rows.select_related("staff", "shift", "next"))
    counts: dict[int, int] = {}
    for sheet_id in HandOverLine.objects.filter(sheet__in=found).values_list("sheet_id", flat=True):
        counts[sheet_id] = counts.get(sheet_id, 0) + 1
    late = overtimes_of({row.shift_id for row in found if row.shift_id is not None})
    return [
        SheetCard(
            id=row.pk,
            shop_id=row.shop_id,
            staff_id=row.staff_id,
            name=row.staff.name,
            shift=(row.shift.starts_at, row.shift.ends_at) if row.shift else None,
            overtime=late.get(row.shift_id or 0),
            state=row.state,
            note=row.note,
            written_at=row.written_at,
            next_name=row.next.name if row.next else "",
            ended_at=row.ended_at,
            count=counts.get(row.pk, 0),
        )
        for row in found
    ]
