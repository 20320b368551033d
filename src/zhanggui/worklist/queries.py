from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhanggui.shops.queries import StaffCard
from zhanggui.worklist import rules
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import KINDS

SHOWN = 100
SHOWN_DONE = 5


@dataclass(frozen=True)
class Whose:
    """The tasks of one member: their own, and those of their role that nobody has taken."""

    staff_id: int
    role: str


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


def whose(staff: StaffCard) -> Whose | None:
    """None for those who see everybody's."""
    return None if rules.sees_all(staff.role) else Whose(staff.id, staff.role)


def open_tasks(
    shop_id: int, *, whose: Whose | None = None, kind: str | None = None, limit: int = SHOWN
) -> list[TaskCard]:
    """What is due first on top; without `whose` the whole shop's."""
    rows = _visible(shop_id, whose).filter(settled_at=None)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [_card(row) for row in rows.select_related("owner").order_by("due_at", "id")[:limit]]


def count_tasks(shop_id: int, *, whose: Whose | None = None, at: datetime) -> TaskCounts:
    rows = _visible(shop_id, whose).filter(settled_at=None).order_by().values_list("kind")
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


def _visible(shop_id: int, whose: Whose | None) -> QuerySet[Task]:
    rows = Task.objects.filter(shop_id=shop_id)
    if whose is None:
        return rows
    return rows.filter(Q(owner_id=whose.staff_id) | Q(owner=None, role=whose.role))


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
    )
