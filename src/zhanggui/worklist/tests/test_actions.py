from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, Ear, make_cast

from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.rules import AGENT, WAREHOUSE
from zhanggui.worklist import queries
from zhanggui.worklist.actions import (
    CannotFinish,
    CannotReopen,
    Wanted,
    ensure_tasks,
    finish_task,
    reopen_task,
    settle_task,
    settle_tasks,
)
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import DONE, OPEN, SETTLED
from zhanggui.worklist.tests.conftest import CALL, COUNT, Ensure

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def only() -> Task:
    return Task.objects.get()


def test_a_task_says_what_whose_until_when_and_who_asked(ensure: Ensure, cast: Cast) -> None:
    assert ensure(7) == 1
    (card,) = queries.open_tasks(cast.shop.id)
    assert (card.subject, card.title, card.kind_title) == (("buyer", "7"), "回电话给小米粥", "回电话")
    assert (card.role, card.owner_id, card.source) == (AGENT, None, "测试")
    assert (card.due_at, card.created_at, card.state) == (AT + HOUR, AT, OPEN)


def test_one_open_task_a_kind_and_subject_and_a_newer_deadline_moves_it(ensure: Ensure) -> None:
    ensure()
    assert ensure(at=AT + HOUR) == 0
    assert only().created_at == AT
    ensure(due_at=AT + 5 * HOUR, title="回电话,第二次")
    assert (only().due_at, only().title) == (AT + 5 * HOUR, "回电话,第二次")
    ensure(due_at=AT + 2 * HOUR)
    assert only().due_at == AT + 2 * HOUR
    assert ensure(kind=COUNT) == 1
    assert ensure(2, 3) == 2
    assert Task.objects.count() == 4


def test_asking_again_leaves_it_with_its_owner(ensure: Ensure, cast: Cast) -> None:
    ensure()
    Task.objects.update(owner=cast.second.id, role=WAREHOUSE)
    ensure(due_at=AT + 9 * HOUR)
    assert (only().owner_id, only().role) == (cast.second.id, WAREHOUSE)


def test_what_it_was_about_is_over(ensure: Ensure, cast: Cast) -> None:
    ensure(1, 2, 3)
    by = program(cast.shop.id)
    assert (
        settle_tasks(
            shop_id=cast.shop.id, kind=CALL, thing="buyer", thing_ids=[1, 3, 99], by=by, at=AT + HOUR
        )
        == 2
    )
    assert [task.thing_id for task in queries.open_tasks(cast.shop.id)] == [2]
    settled = Task.objects.get(thing_id=1)
    assert (settled.state, settled.settled_at, settled.settled_by) == (SETTLED, AT + HOUR, None)
    settle_task(shop_id=cast.shop.id, kind=CALL, thing="buyer", thing_id=1, by=by, at=AT + 2 * HOUR)
    settled.refresh_from_db()
    assert settled.settled_at == AT + HOUR
    assert ensure(1) == 1  # it began again: a task of its own
    assert Task.objects.filter(thing_id=1).count() == 2


def test_a_person_says_that_it_is_done_and_takes_it_back(ensure: Ensure, cast: Cast) -> None:
    ensure()
    finish_task(task_id=only().pk, note=" 打通了 ", by=cast.agent.actor, at=AT + HOUR)
    done = only()
    assert (done.state, done.settled_by_id, done.note) == (DONE, cast.agent.id, "打通了")
    finish_task(task_id=done.pk, by=cast.second.actor, at=AT + 2 * HOUR)
    assert only().settled_by_id == cast.agent.id
    reopen_task(task_id=done.pk, by=cast.agent.actor, at=AT + 2 * HOUR)
    assert (only().state, only().settled_at, only().due_at) == (OPEN, None, AT + HOUR)
    assert [entry.verb for entry in audit_entries(cast.shop.id)][:2] == ["reopen_task", "finish_task"]


def test_what_was_done_comes_back_with_newer_news_only(ensure: Ensure, cast: Cast) -> None:
    ensure()
    finish_task(task_id=only().pk, by=cast.agent.actor, at=AT + HOUR)
    assert ensure(known_at=AT, at=AT + 2 * HOUR) == 0
    assert ensure(known_at=AT + 2 * HOUR, at=AT + 2 * HOUR) == 1


@pytest.mark.parametrize("kind", [CALL, COUNT])
def test_what_cannot_be_finished(ensure: Ensure, cast: Cast, kind: str) -> None:
    ensure(kind=kind)
    task = only()
    with pytest.raises(CannotFinish):
        finish_task(task_id=task.pk, by=cast.stranger.actor, at=AT)
    with pytest.raises(CannotFinish):
        finish_task(task_id=task.pk + 1, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotFinish):  # of COUNT: only its subject ends it
        finish_task(task_id=task.pk, note="长" * 501, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotReopen):
        reopen_task(task_id=task.pk, by=cast.agent.actor, at=AT)
    assert only().state == OPEN


def test_done_is_not_taken_back_beside_a_new_one(ensure: Ensure, cast: Cast) -> None:
    ensure()
    old = only()
    finish_task(task_id=old.pk, by=cast.agent.actor, at=AT)
    ensure(known_at=AT + HOUR)
    with pytest.raises(CannotReopen):
        reopen_task(task_id=old.pk, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotReopen):
        reopen_task(task_id=old.pk, by=cast.stranger.actor, at=AT)


def test_a_deadline_is_needed(ensure: Ensure) -> None:
    with pytest.raises(ValueError, match="no deadline"):
        ensure(due_at=None)
    with pytest.raises(ValueError, match="no such kind"):
        ensure(kind="nonsense")


def test_a_batch_costs_the_same_whatever_its_size(ensure: Ensure, cast: Cast) -> None:
    costs = []
    for ids in (range(10, 13), range(1_000, 1_900)):
        with CaptureQueriesContext(connection) as asked:
            assert ensure(*ids) == len(ids)
        with CaptureQueriesContext(connection) as moved:
            ensure(*ids, due_at=AT + 9 * HOUR)
        with CaptureQueriesContext(connection) as settled:
            settle_tasks(
                shop_id=cast.shop.id, kind=CALL, thing="buyer", thing_ids=ids, by=program(cast.shop.id), at=AT
            )
        costs.append((len(asked), len(moved), len(settled)))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8


def test_two_shops_have_their_own(ensure: Ensure, cast: Cast) -> None:
    ensure()
    assert ensure(shop_id=cast.other_shop.id) == 1
    assert len(queries.open_tasks(cast.shop.id)) == 1


def test_the_table_itself_refuses_a_second_open_one_and_an_end_without_an_instant(ensure: Ensure) -> None:
    ensure()
    task = only()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state=DONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(settled_at=AT)
    task.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        task.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_one_and_open_pages_hear_of_it() -> None:
    cast = make_cast()
    start = Barrier(4)

    def bring(lane: int) -> None:
        ids = range(1, 200) if lane % 2 else range(199, 0, -1)
        tasks = [Wanted(thing_id=one, title=str(lane), due_at=AT + lane * HOUR) for one in ids]
        try:
            start.wait(30)
            ensure_tasks(
                shop_id=cast.shop.id, kind=CALL, thing="buyer", tasks=tasks, by=program(cast.shop.id), at=AT
            )
        finally:
            connection.close()

    with Ear() as ear:
        threads = [Thread(target=bring, args=(lane,)) for lane in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        heard = ear.events()
    assert Task.objects.filter(settled_at=None).count() == 199
    assert {"k": "changed", "s": cast.shop.id, "name": "tasks", "id": 0} in heard
