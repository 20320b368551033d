"""The agent asks, the lead answers, and the answer stands beside the talk; buyers who wait are due."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, cast, client_of, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    CannotAnswer,
    CannotAsk,
    answer_question,
    ask_lead,
    record_messages,
)
from zhanggui.foundation.clock import now
from zhanggui.workforce.actions import beat, plan_shift
from zhanggui.worklist.models import Task
from zhanggui.worklist.queries import Asked, listed, open_tasks, seen_by, standing
from zhanggui.worklist.rules import Stage

__all__ = ["cast"]
FRAGMENT = {"HX-Request": "true"}
MINUTE = timedelta(minutes=1)


def text_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


@pytest.mark.seed(45)
@pytest.mark.django_db
def test_a_question_is_the_leads_task_and_its_answer_stands_beside_the_talk(cast: Cast) -> None:
    at = now()
    beat(staff_ids=[cast.agent.id, cast.lead.id], at=at)
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "能送袜子吗", "first-word")], at=at)
    agent, lead = client_of(cast.agent), client_of(cast.lead)
    asked = agent.post(reverse("reception_ask", args=[talk.id]), {"question": "能送一双袜子吗"})
    assert asked.status_code == 204
    (task,) = open_tasks(cast.shop.id)
    assert (task.kind, task.owner_id, task.due_at - task.created_at) == ("ask_lead", cast.lead.id, 5 * MINUTE)
    part = lead.get(reverse(task.part, args=[task.thing_id]), headers=FRAGMENT)
    assert "能送袜子吗" in text_of(part.content)
    answered = lead.post(
        reverse("reception_answer", args=[talk.id]), {"answer": "可以,备注一下"}, headers=FRAGMENT
    )
    assert answered["HX-Trigger"] == "changed-tasks"
    assert open_tasks(cast.shop.id) == []
    slot = text_of(agent.get(reverse("questions_slot", args=[talk.buyer_id]), headers=FRAGMENT).content)
    assert "能送一双袜子吗" in slot
    assert "周舟 可以,备注一下" in slot
    told = agent.get(reverse("reception_answers")).json()["items"]
    assert [(one["conversation"], one["answer"]) for one in told] == [(talk.id, "可以,备注一下")]
    assert client_of(cast.second).get(reverse("reception_answers")).json()["items"] == []


@pytest.mark.django_db
def test_what_is_asked_meanwhile_is_added_and_what_cannot_be_asked(cast: Cast) -> None:
    talk = cast.conversation()
    for question in ("能送吗", "能送吗", " 今天\n能发吗 ", "今天 能发吗"):  # each pressed twice
        ask_lead(conversation=talk, question=question, by=cast.agent.actor, at=AT)
    (task,) = open_tasks(cast.shop.id)
    assert task.title == "能送吗 / 今天 能发吗"
    for question in ("", "长" * 200):
        with pytest.raises(CannotAsk):
            ask_lead(conversation=talk, question=question, by=cast.agent.actor, at=AT)
    for answer in (" ", "长" * 501):
        with pytest.raises(CannotAnswer):
            answer_question(conversation=talk, answer=answer, by=cast.lead.actor, at=AT)
    answer_question(conversation=talk, answer="能", by=cast.lead.actor, at=AT)
    with pytest.raises(CannotAnswer):
        answer_question(conversation=talk, answer="不能", by=cast.manager.actor, at=AT)
    (one,) = queries.questions_about(talk, since=AT)
    assert (one.note, one.settled_by_name) == ("能", "周舟")
    assert queries.questions_about(talk, since=AT + MINUTE) == []


@pytest.mark.seed(60)
@pytest.mark.django_db
def test_a_buyer_who_waits_is_due_without_a_task(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "在吗", "first-word")], at=AT)
    seen = seen_by(cast.agent, at=AT)
    (row,) = listed(
        cast.shop.id, Asked(), seen=seen, due=standing(cast.shop.id, seen=seen, at=AT), at=AT
    ).rows
    assert (row.kind, row.title, row.due_at, row.task) == ("unanswered", "在吗", AT + 3 * MINUTE, None)
    late = AT + 40 * MINUTE
    (row,) = listed(cast.shop.id, Asked(), due=standing(cast.shop.id, at=late), at=late).rows
    assert row.stage is Stage.EVERYBODY
    seen = seen_by(cast.warehouse, at=late)
    assert standing(cast.shop.id, seen=seen, at=late) == {"unanswered": [], "left": []}
    html = client_of(cast.agent).get(reverse("worklist"), headers=FRAGMENT).content.decode()
    assert f'href="/reception/{talk.id}"' in html


@pytest.mark.seed(33)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hour", "shift", "due"),
    [
        (15.75, None, (22, 1, 3)),  # 23:45 in Shanghai: the shop opens at 9:00, that is 1:00 UTC
        (23, None, (22, 1, 3)),
        (4, None, (21, 4, 3)),  # within the hours somebody should be there
        (4, 5, (21, 5, 3)),  # planned for 13:00
        (15.75, 30, (22, 6, 3)),
    ],
)
def test_what_was_left_is_due_when_somebody_is_on_duty_again(
    cast: Cast, hour: float, shift: int | None, due: tuple[int, int, int]
) -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    if shift is not None:
        starts_at = midnight + timedelta(hours=shift)
        ends_at = starts_at + timedelta(hours=8)
        plan_shift(staff_id=cast.agent.id, starts_at=starts_at, ends_at=ends_at, by=cast.lead.actor, at=AT)
    talk, since = cast.conversation(), midnight + timedelta(hours=hour)
    record_messages([said_by_buyer(talk, "在吗", "first-word")], at=since)
    record_messages([said_by_buyer(talk, "有人吗", "second-word")], at=since + MINUTE)
    found = standing(cast.shop.id, at=since)
    (card,) = found["left"]
    day, due_hour, minute = due
    assert card.due_at == datetime(2026, 11, day, due_hour, minute, tzinfo=UTC)
    assert (found["unanswered"], card.owner_id) == ([], None)  # whoever comes on duty next
    assert not Task.objects.filter(thing="conversation").exists()  # the wait itself is the task
    record_messages([said_by(cast.agent, talk, "早上好", "answer")], at=card.due_at)
    assert standing(cast.shop.id, at=card.due_at)["left"] == []
