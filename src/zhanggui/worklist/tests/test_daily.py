from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast

from zhanggui.worklist.access import dailies_for
from zhanggui.worklist.actions import finish_task, open_dailies
from zhanggui.worklist.models import Task
from zhanggui.worklist.queries import open_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.seed(110, 130)]

MORNING = AT - timedelta(hours=4)  # eight o'clock
TWO = ["daily_refunds", "daily_reviews"]


def kinds(cast: Cast) -> list[str]:
    return sorted(task.kind for task in open_tasks(cast.shop.id))


def test_every_day_refunds_and_yesterdays_reviews_are_looked_at(cast: Cast) -> None:
    assert open_dailies(shop_id=cast.shop.id, at=MORNING) == 2
    assert open_dailies(shop_id=cast.shop.id, at=MORNING) == 0
    assert kinds(cast) == TWO
    assert {task.due_at for task in open_tasks(cast.shop.id)} == {AT - timedelta(hours=1)}
    assert [task.thing_id for task in open_tasks(cast.shop.id)] == [20261121, 20261121]


def test_who_opens_late_is_not_late_at_once(cast: Cast) -> None:
    open_dailies(shop_id=cast.shop.id, at=AT)
    assert {task.due_at for task in open_tasks(cast.shop.id)} == {AT + timedelta(hours=1)}


def test_done_once_is_done_for_the_day(cast: Cast) -> None:
    open_dailies(shop_id=cast.shop.id, at=MORNING)
    assert {one.done_at for one in dailies_for(cast.agent, at=MORNING).values()} == {None}
    for task in open_tasks(cast.shop.id):
        finish_task(task_id=task.id, by=cast.agent.actor, at=AT)
    assert open_dailies(shop_id=cast.shop.id, at=AT) == 0
    assert kinds(cast) == []
    done = dailies_for(cast.lead, at=AT)
    assert sorted(done) == TWO
    assert {(one.by_name, one.done_at) for one in done.values()} == {("林晓", AT)}
    assert dailies_for(cast.stranger, at=AT) == {}


def test_todays_look_takes_the_place_of_yesterdays(cast: Cast) -> None:
    open_dailies(shop_id=cast.shop.id, at=MORNING)
    tomorrow = MORNING + timedelta(days=1)
    assert dailies_for(cast.agent, at=tomorrow) == {}
    assert open_dailies(shop_id=cast.shop.id, at=tomorrow) == 2
    assert {task.thing_id for task in open_tasks(cast.shop.id)} == {20261122}
    missed = Task.objects.filter(thing_id=20261121)
    assert {(task.state, task.note) for task in missed} == {("settled", "这一天没有人看,由后一天的接上")}
