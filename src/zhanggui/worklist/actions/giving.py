"""Nothing overdue is without an owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from zhanggui.foundation.actions import audit_each
from zhanggui.foundation.actors import program
from zhanggui.foundation.pace import machine
from zhanggui.shops.queries import colleagues
from zhanggui.worklist import rules
from zhanggui.worklist.actions.telling import tell_tasks
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import who_is_there
from zhanggui.worklist.rules import Person

CHECK = "待办检查"
AT_ONCE = 2_000
ROUND = timedelta(seconds=15)  # how often the check comes


def until_next_check() -> timedelta:
    """What becomes overdue until the check's next round, and one more, has its owner before."""
    return machine(2 * ROUND)


@transaction.atomic
def give_ownerless(*, shop_id: int, ahead: timedelta = timedelta(0), at: datetime) -> int:
    """Gives every task that nobody has taken, and that is overdue or will be `ahead` of now, to somebody
    who is there and has least to do. How many were given; each is noted in the audit."""
    due = Task.objects.filter(shop_id=shop_id, settled_at=None, owner=None, due_at__lte=at + ahead)
    rows = due.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "id")[:AT_ONCE]
    tasks = {task.pk: task for task in rows}
    if not tasks:
        return 0
    ownerless = [(pk, task.role, rules.able_to_do(task.kind)) for pk, task in tasks.items()]
    given = rules.shared(ownerless, _people(shop_id, at))
    for task_id, staff_id in given.items():
        tasks[task_id].owner_id, tasks[task_id].given_at = staff_id, at
    Task.objects.bulk_update([tasks[task_id] for task_id in given], ("owner", "given_at"), batch_size=500)
    changes = {task_id: {"task_owner": [None, staff_id]} for task_id, staff_id in given.items()}
    audit_each(verb="give_task", thing="task", changes=changes, by=program(shop_id, CHECK), at=at)
    if given:
        tell_tasks(shop_id=shop_id)
    return len(given)


@transaction.atomic
def release_tasks(*, shop_id: int, staff_id: int, at: datetime) -> int:
    """The member is not here any more: what was theirs is for whoever of the role takes it."""
    rows = Task.objects.filter(shop_id=shop_id, owner_id=staff_id, settled_at=None)
    tasks = list(rows.select_for_update(of=("self",)).order_by("thing_id", "id"))
    for task in tasks:
        task.owner_id = None
    Task.objects.bulk_update(tasks, ("owner",), batch_size=500)
    changes = {task.pk: {"task_owner": [staff_id, None]} for task in tasks}
    audit_each(verb="release_task", thing="task", changes=changes, by=program(shop_id), at=at)
    if tasks:
        tell_tasks(shop_id=shop_id)
    return len(tasks)


def _people(shop_id: int, at: datetime) -> list[Person]:
    there = who_is_there(shop_id, at=at)
    rows = Task.objects.filter(shop_id=shop_id, settled_at=None, owner__isnull=False).order_by()
    loads = dict(rows.values_list("owner").annotate(Count("id")))
    return [
        Person(id=one.id, role=one.role, there=one.id in there, load=loads.get(one.id, 0))
        for one in colleagues(shop_id)
    ]
