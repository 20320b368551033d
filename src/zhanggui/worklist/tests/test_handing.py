"""Later, somebody else's, mine; and what nobody took."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast

from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_of
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.rules import AGENT, WAREHOUSE
from zhanggui.worklist import queries
from zhanggui.worklist.actions import (
    CannotHand,
    CannotSnooze,
    Wanted,
    ensure_task,
    finish_task,
    give_ownerless,
    hand_task,
    hand_tasks,
    snooze_task,
    take_task,
    wake_task,
)
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import OPEN, SNOOZED
from zhanggui.worklist.tests.conftest import CALL, COUNT, Ensure

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


def only() -> Task:
    return Task.objects.get()


def mine(cast: Cast, staff_id: int, at: datetime = AT) -> list[str]:
    staff = next(one for one in (cast.agent, cast.second, cast.lead, cast.warehouse) if one.id == staff_id)
    seen = queries.seen_by(staff, at=at)
    found = queries.listed(cast.shop.id, queries.Asked(), seen=seen, due={}, at=at)
    return [row.title for row in found.rows]


def test_put_off_it_is_out_of_the_way_until_its_instant(ensure: Ensure, cast: Cast) -> None:
    ensure()
    until = AT + 30 * MINUTE
    snooze_task(task_id=only().pk, until=until, reason=" 等快递 ", by=cast.agent.actor, at=AT)
    task = only()
    assert (task.state, task.snoozed_until, task.note) == (SNOOZED, until, "等快递")
    assert task.owner_id == cast.agent.id  # who puts it off answers for it
    assert mine(cast, cast.agent.id) == []
    assert mine(cast, cast.agent.id, until) == ["回电话给小米粥"]  # no job was needed
    seen = queries.seen_by(cast.agent, at=AT)
    counts = queries.count_tasks(cast.shop.id, seen=seen, at=AT)
    assert (counts.open, counts.asleep) == (0, 1)
    wake_task(task_id=task.pk, by=cast.agent.actor, at=AT)
    assert (only().state, only().snoozed_until) == (OPEN, None)
    assert [entry.verb for entry in audit_of(cast.shop.id, "task", task.pk)] == ["wake_task", "snooze_task"]


def test_what_cannot_be_put_off(ensure: Ensure, cast: Cast) -> None:
    ensure()
    task_id = only().pk
    by = cast.agent.actor
    for until, reason in ((AT + 2 * HOUR, "等"), (AT + MINUTE, ""), (AT, "等"), (AT + MINUTE, "长" * 501)):
        with pytest.raises(CannotSnooze):
            snooze_task(task_id=task_id, until=until, reason=reason, by=by, at=AT)
    with pytest.raises(CannotSnooze):
        snooze_task(task_id=task_id, until=AT + MINUTE, reason="等", by=cast.stranger.actor, at=AT)
    finish_task(task_id=task_id, by=by, at=AT)
    with pytest.raises(CannotSnooze):
        snooze_task(task_id=task_id, until=AT + MINUTE, reason="等", by=by, at=AT)


def test_what_tables_cannot_hold_is_left_out(ensure: Ensure, cast: Cast) -> None:
    ensure()
    by = cast.agent.actor
    with pytest.raises(CannotSnooze):
        snooze_task(task_id=only().pk, until=AT + MINUTE, reason=" \0", by=by, at=AT)
    snooze_task(task_id=only().pk, until=AT + MINUTE, reason="等\0快递", by=by, at=AT)
    assert only().note == "等快递"
    hand_task(task_id=only().pk, to_id=cast.second.id, note="你\0熟", by=by, at=AT)
    assert only().note == "你熟"
    finish_task(task_id=only().pk, note="好\0了", by=cast.second.actor, at=AT)
    assert only().note == "好了"


def test_handed_to_a_person_or_to_a_role(ensure: Ensure, cast: Cast) -> None:
    ensure()
    by = cast.agent.actor
    snooze_task(task_id=only().pk, until=AT + MINUTE, reason="等", by=by, at=AT)
    hand_task(task_id=only().pk, to_id=cast.second.id, note="你熟", by=by, at=AT)
    task = only()
    assert (task.owner_id, task.role, task.state, task.note) == (cast.second.id, AGENT, OPEN, "你熟")
    hand_task(task_id=task.pk, role=WAREHOUSE, by=by, at=AT)
    assert (only().owner_id, only().role) == (None, WAREHOUSE)
    take_task(task_id=task.pk, by=cast.warehouse.actor, at=AT)
    assert only().owner_id == cast.warehouse.id
    verbs = [entry.verb for entry in audit_of(cast.shop.id, "task", task.pk)]
    assert verbs == ["take_task", "hand_task", "hand_task", "snooze_task"]


def test_to_whom_it_cannot_be_handed(ensure: Ensure, cast: Cast) -> None:
    ensure()
    by = cast.agent.actor
    for to_id, role in ((cast.stranger.id, None), (None, "cat"), (None, None)):
        with pytest.raises(CannotHand):
            hand_task(task_id=only().pk, to_id=to_id, role=role, by=by, at=AT)
    with pytest.raises(CannotHand):
        hand_task(task_id=only().pk, to_id=cast.second.id, by=cast.stranger.actor, at=AT)
    finish_task(task_id=only().pk, by=by, at=AT)
    with pytest.raises(CannotHand):
        hand_task(task_id=only().pk, to_id=cast.second.id, by=by, at=AT)


def test_a_role_that_nobody_has_gets_nothing(ensure: Ensure, cast: Cast) -> None:
    ensure()
    gone = StaffEntry("gucang", "顾仓", "W01", WAREHOUSE, active=False)
    record_staff(shop_id=cast.shop.id, entries=[gone], by=cast.manager.actor, at=AT)
    with pytest.raises(CannotHand, match="现在没有仓管"):
        hand_task(task_id=only().pk, role=WAREHOUSE, by=cast.agent.actor, at=AT)
    Task.objects.update(role=WAREHOUSE, owner=cast.agent.id)  # it was theirs: it may always go back
    hand_task(task_id=only().pk, role=WAREHOUSE, by=cast.agent.actor, at=AT)
    assert only().owner_id is None


def test_of_two_who_take_it_at_once_the_second_is_told(ensure: Ensure, cast: Cast) -> None:
    ensure()
    task_id = only().pk
    take_task(task_id=task_id, by=cast.second.actor, at=AT)
    take_task(task_id=task_id, by=cast.second.actor, at=AT)  # a second press
    with pytest.raises(CannotHand, match="陈晨 刚刚认领了这件"):
        take_task(task_id=task_id, by=cast.agent.actor, at=AT)
    assert only().owner_id == cast.second.id
    take_task(task_id=task_id, from_id=cast.second.id, by=cast.lead.actor, at=AT)
    assert only().owner_id == cast.lead.id


def test_many_are_handed_in_a_few_statements(ensure: Ensure, cast: Cast) -> None:
    ensure(*range(300))
    ids = list(Task.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        assert hand_tasks(task_ids=ids, to_id=cast.second.id, by=cast.lead.actor, at=AT) == 300
    assert len(asked) <= 8
    assert Task.objects.filter(owner=cast.second.id).count() == 300


def test_a_wanted_owner_has_it_and_keeps_it(ensure: Ensure, cast: Cast) -> None:
    ensure(owner_id=cast.second.id)
    ensure(owner_id=cast.agent.id)
    assert only().owner_id == cast.second.id
    ensure(2)
    ensure(2, owner_id=cast.agent.id)
    assert Task.objects.get(thing_id=2).owner_id == cast.agent.id


def test_nothing_is_opened_for_somebody_who_has_left(ensure: Ensure, cast: Cast) -> None:
    leaver = StaffEntry("chenchen", "陈晨", "A07", AGENT, active=False)
    record_staff(shop_id=cast.shop.id, entries=[leaver], by=cast.manager.actor, at=AT)
    ensure(1, owner_id=cast.second.id)
    ensure(2)
    ensure(2, owner_id=cast.second.id)
    assert set(Task.objects.values_list("owner", flat=True)) == {None}


def test_what_becomes_overdue_without_an_owner_is_given_to_those_who_are_there(
    ensure: Ensure, cast: Cast, there: set[int]
) -> None:
    there |= {cast.agent.id, cast.second.id, cast.lead.id}
    ensure(*range(10), due_at=AT - MINUTE, at=AT - HOUR)
    ensure(20, due_at=AT + 20 * timedelta(seconds=1), at=AT - HOUR)  # until the next round
    ensure(21, due_at=AT + HOUR, at=AT - HOUR)
    ensure(22, due_at=AT - MINUTE, owner_id=cast.lead.id, at=AT - HOUR)
    assert queries.overdue_without_owner(cast.shop.id, at=AT) == 10
    assert give_ownerless(shop_id=cast.shop.id, ahead=MINUTE, at=AT) == 11
    assert queries.overdue_without_owner(cast.shop.id, at=AT) == 0
    has = [Task.objects.filter(owner=staff.id).count() for staff in (cast.agent, cast.second, cast.lead)]
    assert sorted(has[:2]) == [5, 6]
    assert has[2] == 1
    assert Task.objects.get(thing_id=21).owner_id is None
    assert queries.given_since(cast.shop.id, AT) == 11
    given = Task.objects.get(thing_id=20)
    (entry,) = audit_of(cast.shop.id, "task", given.pk)
    assert (entry.verb, entry.by_name, entry.changes) == (
        "give_task",
        "待办检查",
        {"task_owner": [None, given.owner_id]},
    )
    assert give_ownerless(shop_id=cast.shop.id, ahead=MINUTE, at=AT) == 0


def test_what_is_due_before_the_next_check_is_given_as_it_is_opened(
    ensure: Ensure, cast: Cast, there: set[int]
) -> None:
    there |= {cast.agent.id}
    ensure(1, due_at=AT - MINUTE)
    ensure(2, due_at=AT + 20 * timedelta(seconds=1))
    ensure(3, due_at=AT + HOUR)
    owners = dict(Task.objects.values_list("thing_id", "owner"))
    assert owners == {1: cast.agent.id, 2: cast.agent.id, 3: None}
    ensure(3, due_at=AT)  # news that move the deadline
    assert Task.objects.get(thing_id=3).owner_id == cast.agent.id


def test_when_nobody_is_there_the_lead_answers_for_it(ensure: Ensure, cast: Cast) -> None:
    ensure(due_at=AT, at=AT - HOUR)
    ensure(2, kind=COUNT, due_at=AT, at=AT - HOUR)
    assert give_ownerless(shop_id=cast.shop.id, at=AT) == 2
    assert {task.owner_id for task in Task.objects.all()} == {cast.lead.id}


def test_two_thousand_are_given_in_a_few_statements(ensure: Ensure, cast: Cast, there: set[int]) -> None:
    there |= {cast.agent.id}
    ensure(*range(2_000), due_at=AT, at=AT - HOUR)
    with CaptureQueriesContext(connection) as asked:
        assert give_ownerless(shop_id=cast.shop.id, at=AT) == 2_000
    assert len(asked) <= 14


def test_what_was_theirs_who_left_is_the_roles_again(ensure: Ensure, cast: Cast) -> None:
    ensure(owner_id=cast.second.id)
    leaver = StaffEntry("chenchen", "陈晨", "A07", AGENT, active=False)
    record_staff(shop_id=cast.shop.id, entries=[leaver], by=cast.manager.actor, at=AT)
    assert only().owner_id is None
    assert mine(cast, cast.agent.id) == ["回电话给小米粥"]


def test_past_its_deadline_the_lead_sees_it_and_then_everybody_who_can_do_it(
    ensure: Ensure, cast: Cast
) -> None:
    ensure(owner_id=cast.second.id, due_at=AT)
    seen = {
        minutes: {
            staff.name
            for staff in (cast.agent, cast.second, cast.lead, cast.warehouse)
            if mine(cast, staff.id, AT + minutes * MINUTE)
        }
        for minutes in (0, 5, 30)
    }
    assert seen == {0: {"陈晨"}, 5: {"陈晨", "周舟"}, 30: {"陈晨", "周舟", "林晓"}}


def test_the_least_loaded_of_those_who_are_there_is_asked(
    ensure: Ensure, cast: Cast, there: set[int]
) -> None:
    there |= {cast.agent.id, cast.second.id}
    ensure(owner_id=cast.agent.id)
    assert queries.least_loaded(cast.shop.id, CALL, at=AT) == cast.second.id
    assert queries.least_loaded(cast.shop.id, CALL, but=cast.second.id, at=AT) == cast.agent.id
    wanted = Wanted(thing_id=9, title="x", owner_id=cast.second.id, due_at=AT)
    ensure_task(shop_id=cast.shop.id, kind=CALL, thing="buyer", task=wanted, by=program(cast.shop.id), at=AT)
    loads = queries.loads(cast.shop.id, due={}, at=AT)
    assert {load.staff.name: (load.open, load.overdue) for load in loads if load.staff and load.open} == {
        "林晓": (1, 0),
        "陈晨": (1, 1),
    }
