"""One agent's stint: how it ends, and what a wait has to do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    CannotTransfer,
    end_reception,
    lapse_idle_receptions,
    record_messages,
    transfer_reception,
)
from zhanggui.conversations.events import ReceptionEnded
from zhanggui.conversations.jobs import lapse_idle
from zhanggui.conversations.models import Conversation, Reception
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import IDLE
from zhanggui.foundation import announcements
from zhanggui.foundation.clock import now
from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.models import Staff
from zhanggui.workforce.actions import beat, set_duty, set_presence

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)
TICK = timedelta(seconds=1)


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    """The buyer asked, 林晓 answered."""
    beat(staff_ids=[cast.agent.id], at=AT)
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "在吗", "buyer-01")], at=AT)
    record_messages([said_by(cast.agent, talk, "在的", "staff-01")], at=AT)
    return talk


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How receptions end, as rooms above hear it."""
    heard: list[str] = []

    def hear(event: ReceptionEnded) -> None:
        heard.append(event.how)

    listeners = {**announcements._now, ReceptionEnded: [*announcements._now.get(ReceptionEnded, ()), hear]}
    monkeypatch.setattr(announcements, "_now", listeners)
    return heard


def row(talk: ConversationCard) -> Conversation:
    return Conversation.objects.get(pk=talk.id)


def stints() -> list[tuple[str, str]]:
    return [(one.agent.name, one.state) for one in Reception.objects.order_by("pk").select_related("agent")]


def ask_again(talk: ConversationCard) -> None:
    record_messages([said_by_buyer(talk, "能今天发吗", "buyer-02")], at=LATER)


def test_closing_ends_the_stint_and_the_wait(cast: Cast, talk: ConversationCard, ended: list[str]) -> None:
    ask_again(talk)
    end_reception(conversation=talk, by=cast.agent.actor, at=LATER + TICK)
    kept = row(talk)
    assert (kept.waiting_since, kept.left, kept.agent_id) == (None, False, None)
    reception = Reception.objects.get()
    assert (reception.state, reception.ended_at, reception.ended_by) == ("closed", LATER + TICK, "林晓 A12")
    assert ended == ["closed"]
    entry = next(one for one in audit_entries(cast.shop.id) if one.verb == "end_reception")
    assert entry.changes == {"waiting_since": [LATER.isoformat(), None]}


def test_closing_again_ends_nothing_twice(cast: Cast, talk: ConversationCard, ended: list[str]) -> None:
    for _ in range(2):
        end_reception(conversation=talk, by=cast.agent.actor, at=LATER)
    assert ended == ["closed"]
    assert stints() == [("林晓", "closed")]


def test_who_asks_after_the_close_waits_again_and_gets_a_new_stint(
    cast: Cast, talk: ConversationCard
) -> None:
    end_reception(conversation=talk, by=cast.agent.actor, at=AT + TICK)
    ask_again(talk)
    assert row(talk).waiting_since == LATER
    assert row(talk).agent_id is None
    record_messages([said_by(cast.second, talk, "在的", "staff-02")], at=LATER)
    assert stints() == [("林晓", "closed"), ("陈晨", "open")]


def test_a_wait_goes_on_through_a_transfer(cast: Cast, talk: ConversationCard, ended: list[str]) -> None:
    ask_again(talk)
    transfer_reception(conversation=talk, to=cast.second, by=cast.agent.actor, at=LATER + TICK)
    kept = row(talk)
    assert (kept.waiting_since, kept.agent_id) == (LATER, cast.second.id)
    assert stints() == [("林晓", "transferred"), ("陈晨", "open")]
    assert ended == ["transferred"]
    assert Reception.objects.get(state="open").first_position == kept.last_position + 1
    entry = next(one for one in audit_entries(cast.shop.id) if one.verb == "transfer")
    assert entry.changes == {"agent": [cast.agent.id, cast.second.id]}
    record_messages([said_by(cast.second, talk, "能的", "staff-02")], at=LATER + 2 * TICK)
    assert row(talk).waiting_since is None
    assert Reception.objects.count() == 2


def test_who_waits_in_the_queue_may_be_given_to_somebody(cast: Cast) -> None:
    talk = cast.conversation("南风")
    record_messages([said_by_buyer(talk, "在吗", "buyer-01")], at=AT)
    transfer_reception(conversation=talk, to=cast.second, by=cast.lead.actor, at=LATER)
    assert row(talk).agent_id == cast.second.id
    assert row(talk).waiting_since == AT


def test_to_whom_nobody_can_be_transferred(cast: Cast, talk: ConversationCard) -> None:
    for to in (cast.stranger, cast.warehouse):
        with pytest.raises(CannotTransfer, match="只能转给本店能接待的同事"):
            transfer_reception(conversation=talk, to=to, by=cast.agent.actor, at=LATER)
    with pytest.raises(CannotTransfer, match="已经由 林晓 接待"):
        transfer_reception(conversation=talk, to=cast.agent, by=cast.second.actor, at=LATER)
    assert stints() == [("林晓", "open")]


def test_a_stint_lapses_after_thirty_idle_minutes(
    cast: Cast, talk: ConversationCard, ended: list[str]
) -> None:
    assert lapse_idle_receptions(at=AT + IDLE) == 0
    assert lapse_idle_receptions(at=AT + IDLE + TICK) == 1
    assert lapse_idle_receptions(at=AT + IDLE + TICK) == 0
    assert ended == ["lapsed"]
    assert row(talk).agent_id is None
    reception = Reception.objects.get()
    assert (reception.state, reception.ended_by) == ("lapsed", "掌柜")
    record_messages([said_by(cast.second, talk, "还需要吗", "staff-02")], at=AT + timedelta(hours=1))
    assert stints() == [("林晓", "lapsed"), ("陈晨", "open")]


@pytest.mark.seed(20)
def test_no_stint_lapses_under_an_open_question(talk: ConversationCard) -> None:
    ask_again(talk)
    assert lapse_idle_receptions(at=AT + timedelta(days=2)) == 0
    assert row(talk).waiting_since == LATER


def test_every_word_begins_the_thirty_minutes_anew(cast: Cast, talk: ConversationCard) -> None:
    record_messages([said_by(cast.agent, talk, "还在吗", "staff-02")], at=AT + timedelta(minutes=20))
    assert lapse_idle_receptions(at=AT + timedelta(minutes=45)) == 0


def test_who_was_just_given_somebody_gets_thirty_minutes(cast: Cast, talk: ConversationCard) -> None:
    at = AT + timedelta(minutes=29)
    transfer_reception(conversation=talk, to=cast.second, by=cast.agent.actor, at=at)
    assert lapse_idle_receptions(at=AT + timedelta(minutes=45)) == 0
    assert lapse_idle_receptions(at=at + IDLE + TICK) == 1


def test_whoever_leaves_leaves_nobody_behind(cast: Cast, talk: ConversationCard) -> None:
    ask_again(talk)
    left = StaffEntry("linxiao", "林晓", "A12", "agent", active=False)
    record_staff(shop_id=cast.shop.id, entries=[left], by=cast.manager.actor, at=LATER)
    assert stints() == [("林晓", "lapsed")]
    assert (row(talk).agent_id, row(talk).waiting_since) == (None, LATER)
    record_messages([said_by(cast.second, talk, "我来接着说", "staff-02")], at=LATER)
    assert stints() == [("林晓", "lapsed"), ("陈晨", "open")]


def test_the_schedule_ends_what_is_idle_by_its_own_clock(talk: ConversationCard) -> None:
    Conversation.objects.filter(pk=talk.id).update(last_at=now() - timedelta(hours=1))
    Reception.objects.update(opened_at=now() - timedelta(hours=2))
    lapse_idle(timestamp=0)
    assert stints() == [("林晓", "lapsed")]


def test_the_page_transfers_and_closes(cast: Cast, talk: ConversationCard) -> None:
    client = client_of(cast.agent)
    assert client.post(f"/reception/{talk.id}/transfer", {"to": str(cast.second.id)}).status_code == 204
    assert stints() == [("林晓", "transferred"), ("陈晨", "open")]
    refused = client.post(f"/reception/{talk.id}/transfer", {"to": str(cast.warehouse.id)})
    assert (refused.status_code, refused.content.decode()) == (400, "只能转给本店能接待的同事")
    for to in ("", "x", "0", "9" * 5_000):
        assert client.post(f"/reception/{talk.id}/transfer", {"to": to}).content.decode() == "请选择一位同事"
    Staff.objects.filter(pk=cast.lead.id).update(is_active=False)
    gone = client.post(f"/reception/{talk.id}/transfer", {"to": str(cast.lead.id)})
    assert gone.content.decode() == "请选择一位同事"
    assert client.post(f"/reception/{talk.id}/close").status_code == 204
    assert queries.desk(cast.shop.id, cast.second.id) == []


@pytest.mark.parametrize("verb", ["transfer", "close", "picture"])
def test_another_shops_conversation_is_not_there(cast: Cast, talk: ConversationCard, verb: str) -> None:
    address = f"/reception/{talk.id}/{verb}"
    assert client_of(cast.stranger).post(address, {"to": str(cast.stranger.id)}).status_code == 404
    assert client_of(cast.warehouse).post(address).status_code == 403
    assert client_of(cast.agent).get(address).status_code == 405
    assert stints() == [("林晓", "open")]


def test_whoever_passes_a_buyer_on_sees_how_the_colleagues_stand(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id, cast.second.id, cast.lead.id], at=now())
    set_presence(status="break", by=cast.second.actor, at=now())
    set_duty(staff_id=cast.lead.id, cap=0, skills=(), by=cast.manager.actor, at=now())
    found = client_of(cast.agent).get("/reception/colleagues").json()["items"]
    assert {one["id"]: (one["state"], one["says"]) for one in found} == {
        cast.agent.id: ("online", ""),
        cast.second.id: ("break", "挂起"),
        cast.lead.id: ("online", "主管设了不接新买家"),
        cast.manager.id: ("gone", "不在"),
    }
