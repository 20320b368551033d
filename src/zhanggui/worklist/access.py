"""Whose tasks a member sees and may end: their own and their role's; those who lead, everybody's."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.shops.queries import StaffCard
from zhanggui.worklist import queries
from zhanggui.worklist.queries import TaskCard, TaskCounts


def tasks_for(staff: StaffCard, *, kind: str | None = None) -> list[TaskCard]:
    return queries.open_tasks(staff.shop_id, whose=queries.whose(staff), kind=kind)


def counts_for(staff: StaffCard, *, at: datetime) -> TaskCounts:
    return queries.count_tasks(staff.shop_id, whose=queries.whose(staff), at=at)


def done_today_by(staff: StaffCard, *, at: datetime) -> list[TaskCard]:
    return queries.done_lately(staff.id, since=day_starts_at(shop_day(at)))


def task_for(staff: StaffCard, task_id: int) -> TaskCard:
    """404 for what is not theirs to end."""
    task = queries.task_by_id(task_id)
    if task is None or task.shop_id != staff.shop_id:
        raise Http404
    mine = queries.whose(staff)
    theirs = task.owner_id == staff.id or (task.owner_id is None and task.role == staff.role)
    if mine is not None and not theirs and task.settled_by_id != staff.id:
        raise Http404
    return task
