"""A lead hears of what was blocked, once for an agent, a rule and a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from zhanggui.foundation.actors import program
from zhanggui.guard.actions import NewHit, note_hits, tell_lead
from zhanggui.guard.models import GuardHit
from zhanggui.guard.rules import Situation, check
from zhanggui.guard.tests.test_hits import client_of, shop
from zhanggui.shops.rules import AGENT, LEAD
from zhanggui.worklist.actions import finish_task
from zhanggui.worklist.queries import TaskCard, open_tasks

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def block(shop_id: int, text: str = "五星好评返3元", by_id: int = 7, at: datetime = AT) -> int:
    finding = check(text, Situation(platform="tmall"))[0]
    note_hits([NewHit(shop_id, finding, text, by_id, f"小林 {by_id}", None, "blocked", "", at)])
    hit = GuardHit.objects.latest("id")
    tell_lead(shop_id=shop_id, hit_id=hit.pk, by=program(shop_id), at=at)
    return hit.pk


def tasks(shop_id: int) -> list[TaskCard]:
    return [one for one in open_tasks(shop_id) if one.kind == "red_line"]


def test_one_task_for_an_agent_a_rule_and_a_day() -> None:
    mine = shop("mine")
    first = block(mine)
    for _ in range(3):
        block(mine)
    (task,) = tasks(mine)
    assert task.thing_id == first
    assert "小林 7" in task.title
    assert "今天 4 次" in task.title
    block(mine, by_id=8)
    block(mine, text="开不了发票的")
    block(mine, at=AT + timedelta(days=1))
    assert len(tasks(mine)) == 4


def test_what_was_dealt_with_comes_again_only_when_it_happens_again() -> None:
    mine = shop("mine")
    hit = block(mine)
    finish_task(task_id=tasks(mine)[0].id, by=program(mine), at=AT + timedelta(minutes=5))
    tell_lead(shop_id=mine, hit_id=hit, by=program(mine), at=AT + timedelta(minutes=6))
    assert tasks(mine) == []
    block(mine, at=AT + timedelta(minutes=10))
    assert len(tasks(mine)) == 1


def test_a_warning_is_no_task() -> None:
    mine = shop("mine")
    finding = check("假一赔十", Situation(platform="tmall"))[0]
    note_hits([NewHit(mine, finding, "假一赔十", 7, "小林", None, "overridden", "真的", AT)])
    tell_lead(shop_id=mine, hit_id=GuardHit.objects.latest("id").pk, by=program(mine), at=AT)
    assert tasks(mine) == []


def test_the_task_shows_what_was_said() -> None:
    mine, other = shop("mine"), shop("other")
    hit = block(mine)
    address = reverse("red_line_part", args=[hit])
    page = client_of(mine, LEAD).get(address).content.decode()
    assert "<mark>五星好评返3元</mark>" in page or "<mark>五星好评返" in page
    assert client_of(mine, AGENT).get(address).status_code == 403
    assert client_of(other, LEAD).get(address).status_code == 404
