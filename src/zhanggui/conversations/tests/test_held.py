"""Whom the members serve, as who plans their day sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer

from zhanggui.conversations.actions import end_reception, record_messages
from zhanggui.conversations.queries import conversation_card
from zhanggui.workforce.actions import beat, log_overtime, plan_shift
from zhanggui.workforce.models import Presence
from zhanggui.workforce.parts import Held, ends_of_held, held_now
from zhanggui.workforce.queries import open_things, overtimes, people_now

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def talk(cast: Cast, name: str, *, waits: bool) -> int:
    """The agent answered; the buyer says something again."""
    card = cast.conversation(name)
    drafts = [said_by_buyer(card, "在吗", f"{name}-1"), said_by(cast.agent, card, "在的", f"{name}-2")]
    if waits:
        drafts.append(said_by_buyer(card, "有货吗", f"{name}-3"))
    record_messages(drafts, at=AT)
    return card.id


def close(cast: Cast, conversation_id: int, minutes: float) -> None:
    card = conversation_card(conversation_id)
    assert card is not None
    end_reception(conversation=card, by=cast.agent.actor, at=AT + minutes * MINUTE)


def test_open_and_waiting_by_member(cast: Cast) -> None:
    talk(cast, "one", waits=True)
    talk(cast, "two", waits=False)
    assert held_now(cast.shop.id) == {cast.agent.id: Held(2, 1)}
    assert held_now(cast.other_shop.id) == {}
    agent = next(one for one in people_now(cast.shop.id, at=AT) if one.duty.staff_id == cast.agent.id)
    assert agent.held == Held(2, 1)


@pytest.mark.seed(31)
def test_the_overtime_ends_with_the_last_open_chat(cast: Cast) -> None:
    """Shift end does not cut open chats; what is finished is on no hand-over sheet."""
    first, last = talk(cast, "one", waits=True), talk(cast, "two", waits=False)
    beat(staff_ids=[cast.agent.id], at=AT)
    plan_shift(
        staff_id=cast.agent.id,
        starts_at=AT - 60 * MINUTE,
        ends_at=AT + 5 * MINUTE,
        by=cast.lead.actor,
        at=AT,
    )
    Presence.objects.update(seen_at=AT + 60 * MINUTE)
    close(cast, first, 12)
    assert ends_of_held(cast.agent.id, AT + 5 * MINUTE) == [AT + 12 * MINUTE, None]
    log_overtime(at=AT + 12 * MINUTE)
    (running,) = overtimes(cast.shop.id, AT, AT + 60 * MINUTE)
    assert running.ends_at is None
    assert [one.thing_id for one in open_things(cast.shop.id, cast.agent.id, at=AT)] == [last]
    close(cast, last, 19)
    log_overtime(at=AT + 29 * MINUTE)
    (over,) = overtimes(cast.shop.id, AT, AT + 60 * MINUTE)
    assert (over.starts_at, over.ends_at, over.minutes(AT)) == (AT + 5 * MINUTE, AT + 19 * MINUTE, 14)
    assert open_things(cast.shop.id, cast.agent.id, at=AT) == []
    assert "+14" in client_of(cast.lead).get("/shifts/?day=2026-11-21").content.decode()
