from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast, client_of

from zhanggui.conversations.actions import CallNote, CannotNoteCall, note_call
from zhanggui.conversations.models import PhoneCall
from zhanggui.conversations.queries import calls_with, count_calls
from zhanggui.foundation.models import AuditEntry
from zhanggui.worklist.models import Task

SAID = CallNote(
    incoming=True,
    number="13800000001",
    began_at=AT - timedelta(minutes=5),
    minutes=3,
    about="问尺码,要换 L",
    outcome="promised",
)
pytestmark = [pytest.mark.django_db, pytest.mark.seed(6)]


def changed(**differing: object) -> CallNote:
    return CallNote(**{**vars(SAID), **differing})


def test_a_call_is_kept_with_its_buyer_and_its_number_is_masked(cast: Cast) -> None:
    buyer = cast.visitor()
    note_call(buyer=buyer, call=SAID, by=cast.agent.actor, at=AT)
    (one,) = calls_with(buyer.id)
    assert (one.number, one.about, one.outcome_title, one.minutes) == (
        "138****0001",
        "问尺码,要换 L",
        "答应了事情",
        3,
    )
    assert one.by_name == cast.agent.actor.name
    assert AuditEntry.objects.filter(verb="note_call").exists()
    assert not Task.objects.exists()


def test_what_is_to_be_followed_up_is_a_task_of_who_had_the_call(cast: Cast) -> None:
    buyer = cast.visitor()
    call = changed(call_back_at=AT + timedelta(hours=2))
    note_call(buyer=buyer, call=call, by=cast.agent.actor, at=AT)
    task = Task.objects.get()
    assert (task.kind, task.owner_id, task.due_at) == ("call_back", cast.agent.id, AT + timedelta(hours=2))


def test_calls_are_counted_by_agent(cast: Cast) -> None:
    buyer = cast.visitor()
    for call in (SAID, changed(incoming=False), SAID):
        note_call(buyer=buyer, call=call, by=cast.agent.actor, at=AT)
    span = {"since": AT - timedelta(hours=1), "until": AT}
    assert count_calls(cast.shop.id, **span) == {cast.agent.id: (2, 1)}
    assert count_calls(cast.other_shop.id, **span) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": " "},
        {"about": "长" * 201},
        {"outcome": "unknown"},
        {"minutes": 481},
        {"began_at": AT + timedelta(minutes=1)},
        {"call_back_at": AT},
    ],
)
def test_what_cannot_be_is_not_kept(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(CannotNoteCall):
        note_call(buyer=cast.visitor(), call=changed(**wrong), by=cast.agent.actor, at=AT)
    assert not PhoneCall.objects.exists()


def test_noted_on_the_page_beside_the_talk(cast: Cast) -> None:
    buyer, page = cast.visitor(), client_of(cast.agent)
    typed = {
        "direction": "out",
        "number": "13800000001",
        "minutes": "2",
        "about": "催付",
        "outcome": "no_answer",
    }
    shown = page.post(f"/buyers/{buyer.id}/calls/note", typed).content.decode()
    assert "催付" in shown
    assert "138****0001" in shown
    assert "13800000001" not in shown
    wrong = page.post(f"/buyers/{buyer.id}/calls/note", {**typed, "about": ""}).content.decode()
    assert "请写下说了什么" in wrong
    strange = page.post(f"/buyers/{buyer.id}/calls/note", {**typed, "began": "昨天"}).content.decode()
    assert "看不懂这个时间" in strange
    assert client_of(cast.stranger).get(f"/buyers/{buyer.id}/calls").status_code == 404
    assert PhoneCall.objects.count() == 1
