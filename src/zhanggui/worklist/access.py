"""Whose tasks a member sees and may do: their own and their role's, and what has become their affair; those
who lead, everybody's."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import ROLE_TITLES
from zhanggui.worklist import queries
from zhanggui.worklist.queries import DailyCard, TaskCard, TaskCounts
from zhanggui.worklist.rules import able_to_do, sees_all


def counts_for(staff: StaffCard, *, at: datetime) -> TaskCounts:
    return queries.count_tasks(staff.shop_id, seen=queries.seen_by(staff, at=at), at=at)


def done_today_by(staff: StaffCard, *, at: datetime) -> list[TaskCard]:
    return queries.done_lately(staff.id, since=day_starts_at(shop_day(at)))


def task_for(staff: StaffCard, task_id: int, *, at: datetime) -> TaskCard:
    """404 for what is not theirs to do."""
    task = queries.task_by_id(task_id)
    if task is None or task.shop_id != staff.shop_id:
        raise Http404
    if not sees_all(staff.role) and not _theirs(staff, task, at):
        raise Http404
    return task


def _theirs(staff: StaffCard, task: TaskCard, at: datetime) -> bool:
    if staff.id in {task.owner_id, task.settled_by_id}:
        return True
    if task.owner_id is None and task.role == staff.role:
        return True
    until = queries.seen_by(staff, at=at).until.get(task.kind)
    return until is not None and task.due_at <= until


def taken_by_another(staff: StaffCard, task_id: int, *, at: datetime) -> str | None:
    """Who, or which role, has an open task that is not this member's to do any more; None when it is
    theirs, or of a kind that is never for their role."""
    task = queries.task_by_id(task_id)
    if task is None or task.shop_id != staff.shop_id or task.settled_at is not None:
        return None
    if sees_all(staff.role) or staff.role not in able_to_do(task.kind) or _theirs(staff, task, at):
        return None
    return task.owner_name or ROLE_TITLES[task.role]


def dailies_for(staff: StaffCard, *, at: datetime) -> dict[str, DailyCard]:
    """Today's checks by kind: they are the whole shop's."""
    return queries.dailies(staff.shop_id, shop_day(at))
