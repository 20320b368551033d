"""What people do with a task: done, later, somebody else's, mine."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from zhanggui.foundation.actions import audit, audit_each
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.queries import StaffCard, colleagues, staff_by_id
from zhanggui.shops.rules import ROLE_TITLES, ROLES
from zhanggui.worklist import rules
from zhanggui.worklist.actions.telling import tell_tasks
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import KINDS

_HANDED = ("owner", "role", "state", "snoozed_until", "note", "given_at")


class CannotFinish(UnableTo):
    """The task is gone or not the shop's, only its subject ends it, or the note is too long."""


class CannotReopen(UnableTo):
    """The task is gone or not the shop's, nobody said that it is done, or the same is on the list again."""


class CannotSnooze(UnableTo):
    """The task is over, it is overdue or would be, or nobody says why it should wait."""


class CannotHand(UnableTo):
    """The task is over, or whoever shall have it is not there or could not do it."""


@transaction.atomic
def finish_task(*, task_id: int, note: str = "", by: Actor, at: datetime) -> None:
    """A person says that it is done. Twice is once."""
    task = _locked(task_id, by)
    if task is None:
        raise CannotFinish("没有这件待办")
    if task.settled_at is not None:
        return
    known = KINDS.get(task.kind)
    if known is not None and not known.by_hand:
        raise CannotFinish("这件待办要等事情本身有了结果才会消失")
    note = rules.said(note)
    if len(note) > rules.NOTE_LETTERS:
        raise CannotFinish("说明最多 {most} 个字", most=rules.NOTE_LETTERS)
    before, task.state = task.state, rules.TASK.after(task.state, "finish")
    task.settled_at, task.settled_by_id, task.note = at, by.id, note or task.note
    task.snoozed_until = None
    task.save(update_fields=("state", "settled_at", "settled_by", "note", "snoozed_until"))
    _noted(task, "finish_task", {"task_state": [before, task.state]}, by, at)


@transaction.atomic
def reopen_task(*, task_id: int, by: Actor, at: datetime) -> None:
    """Takes "done" back: on the list again, with its old deadline."""
    task = _locked(task_id, by)
    if task is None or task.state != rules.DONE:
        raise CannotReopen("这件待办不能再打开")
    before, task.state = task.state, rules.TASK.after(task.state, "reopen")
    task.settled_at = task.settled_by = None
    try:
        with transaction.atomic():
            task.save(update_fields=("state", "settled_at", "settled_by"))
    except IntegrityError:
        raise CannotReopen("同一件事已经又在待办里了") from None
    _noted(task, "reopen_task", {"task_state": [before, task.state]}, by, at)


@transaction.atomic
def snooze_task(*, task_id: int, until: datetime, reason: str, by: Actor, at: datetime) -> None:
    """Out of the way until an instant before the deadline. The clock goes on, and so does escalation."""
    task, reason = _open(task_id, by, CannotSnooze), rules.said(reason)
    refusal = rules.cannot_snooze(until, task.due_at, reason, at=at)
    if refusal:
        raise CannotSnooze(refusal)
    if len(reason) > rules.NOTE_LETTERS:
        raise CannotSnooze("说明最多 {most} 个字", most=rules.NOTE_LETTERS)
    before = task.snoozed_until
    task.state = rules.TASK.after(task.state, "snooze")
    task.snoozed_until, task.note = until, reason
    if task.owner_id is None and by.kind == "staff":
        task.owner_id = by.id  # who puts it off answers for it
    task.save(update_fields=("state", "snoozed_until", "note", "owner"))
    changes = {"snoozed_until": [_text(before), _text(until)], "note": ["", task.note]}
    _noted(task, "snooze_task", changes, by, at)


@transaction.atomic
def wake_task(*, task_id: int, by: Actor, at: datetime) -> None:
    """Back among what is to be done now. Awake already is well."""
    task = _open(task_id, by, CannotSnooze)
    if task.state != rules.SNOOZED:
        return
    before, task.state = task.snoozed_until, rules.TASK.after(task.state, "wake")
    task.snoozed_until = None
    task.save(update_fields=("state", "snoozed_until"))
    _noted(task, "wake_task", {"snoozed_until": [_text(before), None]}, by, at)


@transaction.atomic
def take_task(*, task_id: int, from_id: int | None = None, by: Actor, at: datetime) -> None:
    """It is mine now. `from_id`: whose it was when somebody looked; of two who take it at once the second is
    told who was quicker."""
    task = _open(task_id, by, CannotHand)
    if task.owner is not None and task.owner_id not in {from_id, by.id}:
        raise CannotHand("{owner} 刚刚认领了这件", owner=task.owner.name)
    if by.id is not None:
        hand_task(task_id=task_id, to_id=by.id, by=by, at=at)


def hand_task(
    *,
    task_id: int,
    to_id: int | None = None,
    role: str | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """`hand_tasks` for one."""
    if not hand_tasks(task_ids=[task_id], to_id=to_id, role=role, note=note, by=by, at=at):
        raise CannotHand("这件待办已经结束了")


@transaction.atomic
def hand_tasks(
    *,
    task_ids: Collection[int],
    to_id: int | None = None,
    role: str | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Gives open tasks to a person, or to whoever of a role takes them. How many there were."""
    to = _receiver(to_id, role, by)
    role = to.role if to else role
    note = rules.said(note)
    if len(note) > rules.NOTE_LETTERS:
        raise CannotHand("说明最多 {most} 个字", most=rules.NOTE_LETTERS)
    rows = Task.objects.filter(pk__in=list(task_ids), shop_id=by.shop_id, settled_at=None)
    tasks = list(rows.select_for_update(of=("self",)).order_by("thing_id", "id"))
    roles = {one.role for one in colleagues(by.shop_id)} if to is None else set()
    changes: dict[int, dict[str, Any]] = {}
    for task in tasks:
        if not rules.may_have(str(role), task.kind):
            raise CannotHand("对方办不了这件:{task}", task=task.title)
        if to is None and role != task.role and role not in roles:
            raise CannotHand("店里现在没有{role},请交给别人", role=UnableTo(ROLE_TITLES[str(role)]))
        changes[task.pk] = _handed(task, to, str(role), note)
    Task.objects.bulk_update(tasks, _HANDED, batch_size=500)
    verb = "take_task" if to and to.id == by.id else "hand_task"
    audit_each(verb=verb, thing="task", changes=changes, by=by, at=at)
    if tasks:
        tell_tasks(shop_id=by.shop_id)
    return len(tasks)


def _receiver(to_id: int | None, role: str | None, by: Actor) -> StaffCard | None:
    if to_id is None:
        if role not in ROLES:
            raise CannotHand("请选择交给谁")
        return None
    to = staff_by_id(to_id)
    if to is None or to.shop_id != by.shop_id:
        raise CannotHand("请选择交给谁")
    return to


def _handed(task: Task, to: StaffCard | None, role: str, note: str) -> dict[str, Any]:
    before = {"task_owner": task.owner_id, "role": task.role}
    task.owner_id, task.note = to.id if to else None, note or task.note
    task.given_at = None  # a person says now whose it is
    if to is None:
        task.role = role
    task.state, task.snoozed_until = rules.TASK.after(task.state, "hand"), None
    after = {"task_owner": task.owner_id, "role": task.role}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return changes | ({"note": ["", note]} if note else {})


def _locked(task_id: int, by: Actor) -> Task | None:
    return Task.objects.select_for_update().filter(pk=task_id, shop_id=by.shop_id).first()


def _open(task_id: int, by: Actor, refusal: type[UnableTo]) -> Task:
    task = _locked(task_id, by)
    if task is None or task.settled_at is not None:
        raise refusal("这件待办已经结束了")
    return task


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _noted(task: Task, verb: str, changes: dict[str, Any], by: Actor, at: datetime) -> None:
    audit(verb=verb, thing="task", thing_id=task.pk, changes=changes, by=by, at=at)
    tell_tasks(shop_id=task.shop_id)
