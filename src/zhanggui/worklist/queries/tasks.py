from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from zhanggui.worklist import rules
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import KINDS

SHOWN = 100
SHOWN_DONE = 5


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
    settled_by_name: str
    snoozed_until: datetime | None
    given_at: datetime | None
    part: str

    @property
    def subject(self) -> tuple[str, str]:
        """What it is about, as names are asked for."""
        return self.thing, str(self.thing_id)


def open_tasks(
    shop_id: int,
    *,
    kind: str | None = None,
    owner_id: int | None = None,
    ids: Collection[int] | None = None,
    limit: int = SHOWN,
) -> list[TaskCard]:
    """The shop's open tasks, due first on top; `owner_id` for what one member has, `ids` for these."""
    rows = Task.objects.filter(shop_id=shop_id, settled_at=None)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return [
        card_of(row) for row in rows.select_related("owner", "settled_by").order_by("due_at", "id")[:limit]
    ]


def overdue_without_owner(shop_id: int, *, at: datetime) -> int:
    """What the check is to keep at none."""
    return Task.objects.filter(shop_id=shop_id, settled_at=None, owner=None, due_at__lte=at).count()


def given_since(shop_id: int, since: datetime) -> int:
    """To how many tasks the check gave an owner."""
    return Task.objects.filter(shop_id=shop_id, given_at__gte=since).count()


def task_by_id(task_id: int) -> TaskCard | None:
    row = Task.objects.select_related("owner", "settled_by").filter(pk=task_id).first()
    return card_of(row) if row else None


def done_lately(staff_id: int, *, since: datetime) -> list[TaskCard]:
    """What this member said is done, latest first."""
    rows = Task.objects.filter(settled_by_id=staff_id, state=rules.DONE, settled_at__gte=since)
    return [
        card_of(row)
        for row in rows.select_related("owner", "settled_by").order_by("-settled_at", "-id")[:SHOWN_DONE]
    ]


def tasks_about(shop_id: int, thing: str, thing_id: int) -> list[TaskCard]:
    """The open tasks about one record, due first."""
    rows = Task.objects.filter(shop_id=shop_id, thing=thing, thing_id=thing_id, settled_at=None)
    return [card_of(row) for row in rows.select_related("owner", "settled_by").order_by("due_at", "id")]


def latest_about(
    shop_id: int, kind: str, thing: str, thing_id: int, *, limit: int = SHOWN_DONE
) -> list[TaskCard]:
    """The tasks of a kind about one record, ended ones too, newest first."""
    rows = Task.objects.filter(shop_id=shop_id, kind=kind, thing=thing, thing_id=thing_id)
    return [card_of(row) for row in rows.select_related("owner", "settled_by").order_by("-id")[:limit]]


def settled_for(shop_id: int, kind: str, source: str, *, since: datetime) -> list[TaskCard]:
    """The tasks of a kind that somebody asked for and that ended since, latest first."""
    rows = Task.objects.filter(shop_id=shop_id, kind=kind, source=source[:80], settled_at__gte=since)
    return [
        card_of(row)
        for row in rows.select_related("owner", "settled_by").order_by("-settled_at", "-id")[:SHOWN_DONE]
    ]


def title_of(kind: str) -> str:
    known = KINDS.get(kind)
    return known.title if known else kind


def card_of(task: Task) -> TaskCard:
    known = KINDS.get(task.kind)
    return TaskCard(
        id=task.pk,
        shop_id=task.shop_id,
        kind=task.kind,
        kind_title=title_of(task.kind),
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
        settled_by_name=task.settled_by.name if task.settled_by else "",
        snoozed_until=task.snoozed_until,
        given_at=task.given_at,
        part=known.part if known else "",
    )
