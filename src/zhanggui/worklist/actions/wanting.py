"""Tasks that the state of their subjects asks for, and ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from zhanggui.foundation.actors import Actor
from zhanggui.shops.queries import active_among, setting_value
from zhanggui.worklist import rules
from zhanggui.worklist.actions.giving import give_ownerless, until_next_check
from zhanggui.worklist.actions.telling import tell_tasks
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import KINDS, Kind

_BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A task that the state of its subject asks for.

    Without `due_at` the kind's own time runs from now on, without `role` it is for the kind's own, and
    without `owner_id` (a member of the shop's staff) for whoever of them takes it.
    `known_at` is how old the news is that asks: what a person has settled since then stays settled.
    """

    thing_id: int
    title: str
    due_at: datetime | None = None
    role: str | None = None
    owner_id: int | None = None
    known_at: datetime | None = None


def ensure_task(*, shop_id: int, kind: str, thing: str, task: Wanted, by: Actor, at: datetime) -> None:
    """`ensure_tasks` for one subject."""
    ensure_tasks(shop_id=shop_id, kind=kind, thing=thing, tasks=[task], by=by, at=at)


@transaction.atomic
def ensure_tasks(
    *,
    shop_id: int,
    kind: str,
    thing: str,
    tasks: Sequence[Wanted],
    by: Actor,
    at: datetime,
) -> int:
    """One open task for each subject: a missing one is opened, one that is there takes the title and the
    deadline and stays whose it is, if it has an owner; what is due before the next check for ownerless ones
    is given to somebody at once. How many were opened. A few statements, whatever the number."""
    if not tasks:
        return 0
    known = _kind(kind)
    default_due_at = _default_due_at(known, shop_id, at)
    wanted = {task.thing_id: task for task in _of_those_who_are_left(tasks)}
    there = _open(shop_id, kind, thing, wanted)
    ended = _ended_by_hand(shop_id, kind, thing, wanted.keys() - there.keys())
    fresh = [
        Task(
            shop_id=shop_id,
            kind=kind,
            thing=thing,
            thing_id=thing_id,
            title=task.title[: rules.TITLE_LETTERS],
            role=task.role or known.role,
            owner_id=task.owner_id,
            due_at=_due_at(task, default_due_at),
            source=by.name[:80],
            created_at=at,
        )
        for thing_id, task in sorted(wanted.items())
        if thing_id not in there
        and (thing_id not in ended or rules.still_wanted(settled_at=ended[thing_id], known_at=task.known_at))
    ]
    # Whoever opened the same one meanwhile opened it from the same news.
    Task.objects.bulk_create(fresh, ignore_conflicts=True)
    moved = [one for one in there.values() if _takes(one, wanted[one.thing_id], default_due_at)]
    Task.objects.bulk_update(moved, ("title", "due_at", "owner"), batch_size=_BATCH)
    if fresh or moved:
        tell_tasks(shop_id=shop_id)
    soon = at + until_next_check()
    if any(task.owner_id is None and task.due_at <= soon for task in (*fresh, *moved)):
        give_ownerless(shop_id=shop_id, ahead=until_next_check(), at=at)  # the check would come too late
    return len(fresh)


def settle_task(
    *, shop_id: int, kind: str, thing: str, thing_id: int, note: str = "", by: Actor, at: datetime
) -> bool:
    """`settle_tasks` for one subject; whether there was one."""
    ids = [thing_id]
    return settle_tasks(shop_id=shop_id, kind=kind, thing=thing, thing_ids=ids, note=note, by=by, at=at) > 0


@transaction.atomic
def settle_tasks(
    *,
    shop_id: int,
    kind: str,
    thing: str,
    thing_ids: Collection[int],
    note: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """What these tasks were about is over: off the list, whoever saw to it; `note` says how. How many
    there were."""
    if not thing_ids:
        return 0
    there = _open(shop_id, kind, thing, thing_ids)
    for task in there.values():
        task.state = rules.TASK.after(task.state, "settle")
        task.settled_at = at
        task.settled_by_id = by.id if by.kind == "staff" else None
        task.snoozed_until = None
        task.note = note[: rules.NOTE_LETTERS] or task.note
    Task.objects.bulk_update(
        there.values(), ("state", "settled_at", "settled_by", "snoozed_until", "note"), batch_size=_BATCH
    )
    if there:
        tell_tasks(shop_id=shop_id)
    return len(there)


def _of_those_who_are_left(tasks: Sequence[Wanted]) -> list[Wanted]:
    """What was somebody's who has left the shop is for whoever takes it."""
    owners = {task.owner_id for task in tasks if task.owner_id is not None}
    gone = owners - active_among(owners) if owners else owners
    return [replace(task, owner_id=None) if task.owner_id in gone else task for task in tasks]


def _kind(key: str) -> Kind:
    kind = KINDS.get(key)
    if kind is None:
        message = f"no such kind of task: {key!r}"
        raise ValueError(message)
    return kind


def _default_due_at(kind: Kind, shop_id: int, at: datetime) -> datetime | None:
    return at + timedelta(minutes=setting_value(shop_id, kind.minutes, at=at)) if kind.minutes else None


def _due_at(task: Wanted, default: datetime | None) -> datetime:
    due_at = task.due_at or default
    if due_at is None:
        message = f"no deadline for {task.title!r}, and its kind has none of its own"
        raise ValueError(message)
    return due_at


def _open(shop_id: int, kind: str, thing: str, thing_ids: Collection[int]) -> dict[int, Task]:
    """The open tasks of these subjects, locked in one order so that two writers never wait in a circle."""
    rows = Task.objects.filter(
        shop_id=shop_id, kind=kind, thing=thing, thing_id__in=list(thing_ids), settled_at=None
    )
    return {task.thing_id: task for task in rows.select_for_update(of=("self",)).order_by("thing_id")}


def _ended_by_hand(shop_id: int, kind: str, thing: str, thing_ids: Collection[int]) -> dict[int, datetime]:
    """When somebody last said of these subjects that it is done."""
    rows = Task.objects.filter(
        shop_id=shop_id, kind=kind, thing=thing, thing_id__in=list(thing_ids), state=rules.DONE
    )
    return dict(rows.values_list("thing_id").annotate(Max("settled_at")))


def _takes(task: Task, wanted: Wanted, default: datetime | None) -> bool:
    """Gives an open task what is wanted now; whether that is anything new. The kind's own time does not
    begin again."""
    due_at = wanted.due_at or (task.due_at if default else _due_at(wanted, default))
    title = wanted.title[: rules.TITLE_LETTERS]
    owner_id = task.owner_id or wanted.owner_id
    if (task.due_at, task.title, task.owner_id) == (due_at, title, owner_id):
        return False
    task.due_at, task.title, task.owner_id = due_at, title, owner_id
    return True
