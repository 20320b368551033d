from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from zhanggui.shops.queries import StaffCard, setting_values
from zhanggui.worklist import rules
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import SOURCES
from zhanggui.worklist.rules import KINDS, Steps
from zhanggui.worklist.settings import EVERYBODY_AFTER, LEAD_AFTER

SHOWN = 100
SHOWN_DONE = 5


@dataclass(frozen=True)
class Seen:
    """What a member sees as their own work: their own tasks, those of their role that nobody has taken,
    and of each kind what was due until the instant at which it became their affair too."""

    staff_id: int
    role: str
    until: Mapping[str, datetime]  # by kind or source


@dataclass(frozen=True)
class TaskCard:
    id: int
    shop_id: int
    kind: str
    kind_title: str
    by_hand: bool
    thing: str
    thing_id: int
    title: str
    owner_id: int | None
    owner_name: str
    role: str
    due_at: datetime
    state: str
    source: str
    note: str
    created_at: datetime
    settled_at: datetime | None
    settled_by_id: int | None
    snoozed_until: datetime | None
    given_at: datetime | None
    part: str

    @property
    def subject(self) -> tuple[str, str]:
        """What it is about, as names are asked for."""
        return self.thing, str(self.thing_id)


@dataclass(frozen=True)
class KindCount:
    kind: str
    title: str
    open: int
    overdue: int


@dataclass(frozen=True)
class TaskCounts:
    """Open tasks, by kind in the order of the open list."""

    kinds: tuple[KindCount, ...]

    @property
    def open(self) -> int:
        return sum(kind.open for kind in self.kinds)

    @property
    def overdue(self) -> int:
        return sum(kind.overdue for kind in self.kinds)


def steps(shop_id: int, *, at: datetime) -> dict[str, Steps]:
    """When each kind, and each source, becomes the lead's affair, and everybody's."""
    thresholds = {kind.key: (kind.lead_after, kind.everybody_after) for kind in KINDS}
    thresholds |= {source.key: (LEAD_AFTER, EVERYBODY_AFTER) for source in SOURCES}
    minutes = setting_values(shop_id, {one for pair in thresholds.values() for one in pair}, at=at)
    return {
        key: Steps(timedelta(minutes=minutes[lead.key]), timedelta(minutes=minutes[everybody.key]))
        for key, (lead, everybody) in thresholds.items()
    }


def seen_by(staff: StaffCard, *, at: datetime) -> Seen:
    able = {kind.key: kind.able for kind in KINDS}
    able |= {source.key: rules.roles_with(source.needs) for source in SOURCES}
    until = {
        key: one.seen_until(staff.role, able[key], at=at) for key, one in steps(staff.shop_id, at=at).items()
    }
    return Seen(staff.id, staff.role, {key: instant for key, instant in until.items() if instant})


def open_tasks(
    shop_id: int,
    *,
    seen: Seen | None = None,
    kind: str | None = None,
    owner_id: int | None = None,
    limit: int = SHOWN,
) -> list[TaskCard]:
    """What is due first on top; without `seen` the whole shop's; `owner_id` for what one member has."""
    rows = _visible(shop_id, seen)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return [_card(row) for row in rows.select_related("owner").order_by("due_at", "id")[:limit]]


def count_tasks(shop_id: int, *, seen: Seen | None = None, at: datetime) -> TaskCounts:
    rows = _visible(shop_id, seen).order_by().values_list("kind")
    found = {
        kind: (open_, overdue)
        for kind, open_, overdue in rows.annotate(
            all=Count("id"), overdue=Count("id", filter=Q(due_at__lte=at))
        )
    }
    order = {kind.key: place for place, kind in enumerate(KINDS)}
    return TaskCounts(
        tuple(
            KindCount(key, _title(key), *found[key])
            for key in sorted(found, key=lambda key: (order.get(key, len(order)), key))
        )
    )


def overdue_without_owner(shop_id: int, *, at: datetime) -> int:
    """What the check is to keep at none."""
    return Task.objects.filter(shop_id=shop_id, settled_at=None, owner=None, due_at__lte=at).count()


def given_since(shop_id: int, since: datetime) -> int:
    """To how many tasks the check gave an owner."""
    return Task.objects.filter(shop_id=shop_id, given_at__gte=since).count()


def task_by_id(task_id: int) -> TaskCard | None:
    row = Task.objects.select_related("owner").filter(pk=task_id).first()
    return _card(row) if row else None


def done_lately(staff_id: int, *, since: datetime) -> list[TaskCard]:
    """What this member said is done, latest first."""
    rows = Task.objects.filter(settled_by_id=staff_id, state=rules.DONE, settled_at__gte=since)
    return [_card(row) for row in rows.select_related("owner").order_by("-settled_at", "-id")[:SHOWN_DONE]]


def tasks_about(shop_id: int, thing: str, thing_id: int) -> list[TaskCard]:
    """The open tasks about one record, due first."""
    rows = Task.objects.filter(shop_id=shop_id, thing=thing, thing_id=thing_id, settled_at=None)
    return [_card(row) for row in rows.select_related("owner").order_by("due_at", "id")]


def _visible(shop_id: int, seen: Seen | None) -> QuerySet[Task]:
    rows = Task.objects.filter(shop_id=shop_id, settled_at=None)
    if seen is None:
        return rows
    visible = Q(owner_id=seen.staff_id) | Q(owner=None, role=seen.role)
    for until in sorted(set(seen.until.values())):
        kinds = [key for key, instant in seen.until.items() if instant == until]
        visible |= Q(kind__in=kinds, due_at__lte=until)
    return rows.filter(visible)


def _title(kind: str) -> str:
    known = KINDS.get(kind)
    return known.title if known else kind


def _card(task: Task) -> TaskCard:
    known = KINDS.get(task.kind)
    return TaskCard(
        id=task.pk,
        shop_id=task.shop_id,
        kind=task.kind,
        kind_title=_title(task.kind),
        by_hand=known is None or known.by_hand,
        thing=task.thing,
        thing_id=task.thing_id,
        title=task.title,
        owner_id=task.owner_id,
        owner_name=task.owner.name if task.owner else "",
        role=task.role,
        due_at=task.due_at,
        state=task.state,
        source=task.source,
        note=task.note,
        created_at=task.created_at,
        settled_at=task.settled_at,
        settled_by_id=task.settled_by_id,
        snoozed_until=task.snoozed_until,
        given_at=task.given_at,
        part=known.part if known else "",
    )
