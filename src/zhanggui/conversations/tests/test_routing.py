"""Buyers who wait go to who is on duty, and come back when that one is gone."""

from __future__ import annotations

import contextlib
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, Ear, client_of_visitor, make_cast, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.access import arrival_in
from zhanggui.conversations.actions import (
    end_reception,
    note_arrival,
    record_messages,
    release_unattended,
    route_waiting,
    routing,
)
from zhanggui.conversations.models import Aside, Conversation, Reception
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import FULL, NOBODY, SKILL
from zhanggui.conversations.rules.arrivals import CameBy
from zhanggui.conversations.settings import AUTOMATIC, GONE_SECONDS
from zhanggui.shops.actions import StaffEntry, change_setting, record_staff
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import AGENT
from zhanggui.workforce.actions import beat, hand_over, plan_shift, set_duty, set_presence

LATER = AT + timedelta(minutes=2)


def comes(*staff: StaffCard, at: datetime = AT) -> None:
    beat(staff_ids=[one.id for one in staff], at=at)


def waits(cast: Cast, name: str, text: str = "在吗", at: datetime = AT) -> ConversationCard:
    talk = cast.conversation(name)
    record_messages([said_by_buyer(talk, text, f"word-{name}-{at:%H%M%S}")], at=at)
    return talk


def agent_of(talk: ConversationCard) -> int | None:
    return Conversation.objects.values_list("agent_id", flat=True).get(pk=talk.id)


def routed(cast: Cast, at: datetime = AT) -> dict[int, str]:
    """Routes; why those are not placed who are not."""
    result = route_waiting(shop_id=cast.shop.id, at=at)
    return {one.conversation_id: one.why for one in result.waiting}


@pytest.mark.seed(20)
def test_who_waits_is_given_to_who_is_there(cast: Cast) -> None:
    talk = waits(cast, "小米粥")
    assert routed(cast) == {talk.id: NOBODY}
    comes(cast.agent)
    with_agent = routed(cast)
    assert (with_agent, agent_of(talk)) == ({}, cast.agent.id)
    reception = Reception.objects.get(conversation_id=talk.id)
    assert (reception.agent_id, reception.how, reception.ended_at) == (cast.agent.id, "routed", None)
    assert (reception.first_position, reception.opened_at) == (talk.last_position + 3, AT)
    aside = Aside.objects.get(conversation_id=talk.id)
    assert (aside.kind, aside.to_id, aside.by_id) == ("routed", cast.agent.id, None)
    # A pass is no answer: the buyer waits on, and the answer ends the wait as ever.
    row = Conversation.objects.get(pk=talk.id)
    assert row.waiting_since == AT
    assert routed(cast) == {}


def test_the_load_is_shared_and_the_cap_holds(cast: Cast) -> None:
    """The pains "cap per agent" and "uneven load" (chatwoot 1198, 11034)."""
    comes(cast.agent, cast.second)
    set_duty(staff_id=cast.second.id, cap=2, skills=(), by=cast.lead.actor, at=AT)
    talks = [waits(cast, f"买家{n}") for n in range(7)]
    assert routed(cast) == {}
    agents = [agent_of(talk) for talk in talks]
    assert (agents.count(cast.agent.id), agents.count(cast.second.id)) == (5, 2)
    set_duty(staff_id=cast.agent.id, cap=5, skills=(), by=cast.lead.actor, at=AT)
    late = waits(cast, "晚来的")
    assert routed(cast) == {late.id: FULL}
    end_reception(conversation=talks[0], by=cast.agent.actor, at=AT)
    assert routed(cast) == {}
    assert agent_of(late) == agents[0]


def test_with_whom_nobody_speaks_takes_no_place(cast: Cast) -> None:
    comes(cast.agent)
    set_duty(staff_id=cast.agent.id, cap=1, skills=(), by=cast.lead.actor, at=AT)
    first = waits(cast, "先来的")
    routed(cast)
    record_messages([said_by(cast.agent, first, "您好", "answer-first")], at=AT)
    second = waits(cast, "后来的")
    assert routed(cast) == {second.id: FULL}
    at = AT + timedelta(minutes=6)
    comes(cast.agent, at=at)
    assert routed(cast, at) == {}
    assert agent_of(second) == cast.agent.id


def test_on_a_break_nobody_new_comes_and_ones_own_stay(cast: Cast) -> None:
    comes(cast.agent, cast.second)
    mine = waits(cast, "先来的")
    routed(cast)
    first, other = (cast.agent, cast.second) if agent_of(mine) == cast.agent.id else (cast.second, cast.agent)
    set_presence(status="break", by=first.actor, at=AT)
    assert release_unattended(shop_id=cast.shop.id, at=AT) == 0
    later = waits(cast, "后来的")
    routed(cast)
    assert (agent_of(mine), agent_of(later)) == (first.id, other.id)


@pytest.mark.seed(17)
def test_who_is_gone_for_a_minute_lets_go_of_who_waits(cast: Cast) -> None:
    """The pains "agent offline without notice, the customer types into nothing" and "offline messages are not
    queued to the next agent" (cskefu 342, 554)."""
    comes(cast.agent)
    waiting, answered = waits(cast, "在等的"), waits(cast, "答过的")
    routed(cast)
    record_messages([said_by(cast.agent, answered, "您好", "answer-done")], at=AT)
    almost, gone = AT + timedelta(seconds=59), AT + timedelta(seconds=60)
    comes(cast.second, at=almost)
    assert release_unattended(shop_id=cast.shop.id, at=almost) == 0
    assert release_unattended(shop_id=cast.shop.id, at=gone) == 1
    assert (agent_of(waiting), agent_of(answered)) == (None, cast.agent.id)
    released = Aside.objects.get(kind="released")
    assert (released.conversation_id, released.to_id) == (waiting.id, cast.agent.id)
    assert Reception.objects.get(conversation_id=waiting.id).state == "lapsed"
    assert routed(cast, gone) == {}
    assert agent_of(waiting) == cast.second.id
    # Who comes back goes to who is there now.
    waits(cast, "答过的", at=gone)
    assert release_unattended(shop_id=cast.shop.id, at=gone) == 1
    assert routed(cast, gone) == {}
    assert agent_of(answered) == cast.second.id
    assert Conversation.objects.get(pk=waiting.id).waiting_since == AT  # nobody's place in the queue is lost


@pytest.mark.seed(31)
def test_after_the_shift_ones_open_talks_stay_until_they_are_late(cast: Cast) -> None:
    """With a colleague on duty: who is answering in time after the shift keeps the buyer, who does not loses
    them, and so does at once who has handed over and is silent."""
    end = AT + timedelta(minutes=1)
    plan_shift(
        staff_id=cast.agent.id, starts_at=AT - timedelta(hours=4), ends_at=end, by=cast.lead.actor, at=AT
    )
    comes(cast.agent)
    talk = waits(cast, "小米粥")
    routed(cast)
    record_messages([said_by(cast.agent, talk, "您好", "answer-one")], at=AT)
    asked = end + timedelta(minutes=5)
    waits(cast, "小米粥", "还有一个问题", at=asked)
    for seconds, released in ((179, 0), (180, 1)):
        at = asked + timedelta(seconds=seconds)
        comes(cast.agent, cast.second, at=at)
        assert release_unattended(shop_id=cast.shop.id, at=at) == released
    waits_again = waits(cast, "再来的", at=asked)
    Conversation.objects.filter(pk=waits_again.id).update(agent=cast.agent.id)
    hand_over(by=cast.agent.actor, at=asked)
    for seconds, released in ((59, 0), (60, 1)):
        at = asked + timedelta(seconds=seconds)
        assert release_unattended(shop_id=cast.shop.id, at=at) == released


@pytest.mark.seed(31, 33)
def test_who_is_served_after_the_shift_is_not_told_that_nobody_is_there(cast: Cast) -> None:
    """The last one of the evening stays for the buyer whom they have; who comes anew leaves word."""
    end = AT + timedelta(minutes=1)
    plan_shift(
        staff_id=cast.agent.id, starts_at=AT - timedelta(hours=4), ends_at=end, by=cast.lead.actor, at=AT
    )
    comes(cast.agent)
    mine = waits(cast, "小米粥")
    record_messages([said_by(cast.agent, mine, "您好", "answer-one")], at=AT)
    at = end + timedelta(minutes=5)
    comes(cast.agent, at=at)
    other = waits(cast, "新来的", at=at)
    waits(cast, "小米粥", "还有一个问题", at=at)
    row, anew = Conversation.objects.get(pk=mine.id), Conversation.objects.get(pk=other.id)
    assert (row.waiting_since, row.left, anew.waiting_since, anew.left) == (at, False, at, True)
    last = queries.messages_after(mine.id, 0)[-1]
    assert (last["side"], last["text"]) == ("buyer", "还有一个问题")
    assert queries.talks_attended(cast.shop.id, [mine.id, other.id], at=at) == {mine.id: "online"}
    set_presence(status="break", by=cast.agent.actor, at=at)
    assert queries.talks_attended(cast.shop.id, [mine.id, other.id], at=at) == {mine.id: "break"}
    set_presence(status="away", by=cast.agent.actor, at=at)
    assert queries.talks_attended(cast.shop.id, [mine.id, other.id], at=at) == {}


def test_who_says_away_lets_go_at_once_and_how_long_gone_is_a_setting(cast: Cast) -> None:
    change_setting(
        shop_id=cast.shop.id, setting=GONE_SECONDS, value=20, since=AT, by=cast.manager.actor, at=AT
    )
    comes(cast.agent)
    talk = waits(cast, "小米粥")
    routed(cast)
    assert release_unattended(shop_id=cast.shop.id, at=AT + timedelta(seconds=20)) == 1
    comes(cast.agent, at=LATER)
    routed(cast, LATER)
    assert agent_of(talk) == cast.agent.id
    set_presence(status="away", by=cast.agent.actor, at=LATER)
    assert release_unattended(shop_id=cast.shop.id, at=LATER) == 1
    assert routed(cast, LATER) == {talk.id: NOBODY}


def test_the_same_agent_again_when_on_duty(cast: Cast) -> None:
    """The pain "reopened chats go to the agent who went home" (chatwoot 9587, 4158)."""
    comes(cast.agent)
    talk = waits(cast, "小米粥")
    routed(cast)
    record_messages([said_by(cast.agent, talk, "您好", "answer-one")], at=AT)
    end_reception(conversation=talk, by=cast.agent.actor, at=AT)
    comes(cast.agent, cast.second, at=LATER)
    busy = waits(cast, "别人", at=LATER)
    routed(cast, LATER)
    assert agent_of(busy) == cast.second.id  # who has had nobody yet
    waits(cast, "小米粥", at=LATER)
    routed(cast, LATER)
    assert agent_of(talk) == cast.agent.id
    record_messages([said_by(cast.agent, talk, "在的", "answer-two")], at=LATER)
    end_reception(conversation=talk, by=cast.agent.actor, at=LATER)
    set_presence(status="away", by=cast.agent.actor, at=LATER)
    waits(cast, "小米粥", at=LATER + timedelta(seconds=1))
    routed(cast, LATER)
    assert agent_of(talk) == cast.second.id


@pytest.mark.seed(32)
def test_whose_sub_account_the_buyer_came_to_gets_them(cast: Cast) -> None:
    """By the address of the chat, as the shop's own pages link to it: /chat/example?account=..."""
    entry = StaffEntry(
        login="chenchen", name="陈晨", agent_number="A07", role=AGENT, sub_accounts=("示例:小陈",)
    )
    assert record_staff(shop_id=cast.shop.id, entries=[entry], by=cast.manager.actor, at=AT)
    comes(cast.agent, cast.second)
    waits(cast, "占着的")
    waits(cast, "也占着")
    set_duty(staff_id=cast.second.id, cap=2, skills=(), by=cast.lead.actor, at=AT)
    routed(cast)
    page = client_of_visitor(cast.shop).get("/chat/example", {"account": "示例:小陈"})
    came_by = arrival_in(cast.shop.id, {name: cookie.value for name, cookie in page.cookies.items()})
    assert came_by == CameBy(account="示例:小陈")
    for name, agent in (("小米粥", cast.second.id), ("晚来的", cast.agent.id)):  # by then they are full
        talk = cast.conversation(name)
        note_arrival(conversation_id=talk.id, came_by=came_by, at=AT)
        note_arrival(conversation_id=talk.id, came_by=CameBy(account="没有这个"), at=AT)
        waits(cast, name)
        routed(cast)
        assert agent_of(talk) == agent


def test_while_nobody_has_room_nothing_is_asked_of_each_who_waits(cast: Cast) -> None:
    """The pain "large talks, many agents": a full desk is looked at every two seconds."""
    comes(cast.agent)
    set_duty(staff_id=cast.agent.id, cap=1, skills=("毛衣", "en", "presale"), by=cast.lead.actor, at=AT)
    waits(cast, "占着的")
    routed(cast)

    def asked(at: datetime = AT) -> int:
        with CaptureQueriesContext(connection) as captured:
            routed(cast, at)
        return len(captured)

    waits(cast, "一位")
    one = asked()
    late = [waits(cast, f"买家{n}") for n in range(20)]
    assert asked() == one
    assert set(routed(cast).values()) == {FULL}
    assert len(routed(cast)) == len(late) + 1


def test_english_is_waited_for_a_minute(cast: Cast) -> None:
    comes(cast.agent, cast.second)
    set_duty(staff_id=cast.agent.id, cap=1, skills=("en", "presale"), by=cast.lead.actor, at=AT)
    one = waits(cast, "Amy", "Do you ship to Canada?")
    routed(cast)
    assert agent_of(one) == cast.agent.id
    two = waits(cast, "Bob", "Is this shirt in stock?")
    chinese = waits(cast, "小米粥")
    result = route_waiting(shop_id=cast.shop.id, at=AT)
    (unplaced,) = result.waiting
    assert (unplaced.conversation_id, unplaced.why) == (two.id, SKILL)
    assert unplaced.wants == {"en", "presale"}
    assert agent_of(chinese) == cast.second.id
    at = AT + timedelta(seconds=60)
    comes(cast.agent, cast.second, at=at)
    assert routed(cast, at) == {}
    assert agent_of(two) == cast.second.id


def test_a_shop_whose_agents_take_for_themselves(cast: Cast) -> None:
    change_setting(shop_id=cast.shop.id, setting=AUTOMATIC, value=0, since=AT, by=cast.manager.actor, at=AT)
    comes(cast.agent)
    talk = waits(cast, "小米粥")
    assert routed(cast) == {}
    assert agent_of(talk) is None


def test_another_shops_people_and_buyers_are_theirs(cast: Cast) -> None:
    comes(cast.stranger)
    talk = waits(cast, "小米粥")
    assert routed(cast) == {talk.id: NOBODY}
    assert queries.shops_with_waiters() == [cast.shop.id]


@pytest.mark.django_db(transaction=True)
def test_who_begins_to_wait_is_named_to_who_routes() -> None:
    cast = make_cast()
    with Ear() as ear:
        talk = waits(cast, "小米粥")
        assert {"k": "queue", "s": cast.shop.id} in ear.events()
        record_messages([said_by_buyer(talk, "还在吗", "word-more")], at=AT)
        assert not [event for event in ear.events() if event["k"] == "queue"]
        record_messages([said_by(cast.agent, talk, "您好", "answer-1")], at=AT)
        record_messages([said_by_buyer(talk, "谢谢", "word-thanks")], at=AT)  # an agent has them
        assert not [event for event in ear.events() if event["k"] == "queue"]


def _two_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that have both read where everybody stands before either gives anybody anything."""
    both_read = threading.Barrier(2, timeout=2)
    reads = queries.waiters

    def read(*args: object, **kwargs: object) -> object:
        found = reads(*args, **kwargs)  # type: ignore[arg-type]
        with contextlib.suppress(threading.BrokenBarrierError):  # the other one waits for its turn
            both_read.wait()
        return found[:1] if threading.current_thread().name == "eldest" else found[1:]

    def run() -> None:
        route_waiting(shop_id=cast.shop.id, at=AT)
        connection.close()

    monkeypatch.setattr(queries, "waiters", read)
    threads = [threading.Thread(target=run, name=name) for name in ("eldest", "others")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alone", [False, True])
def test_two_processes_do_not_give_the_same_place_twice(
    monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> None:
    """Without the lock both see one free place, and the agent has two buyers over a cap of one."""
    cast = make_cast()
    comes(cast.agent)
    set_duty(staff_id=cast.agent.id, cap=1, skills=(), by=cast.lead.actor, at=AT)
    waits(cast, "先来的")
    waits(cast, "后来的")
    if not alone:
        monkeypatch.setattr(routing, "one_at_a_time", lambda **_: None)
    _two_at_once(cast, monkeypatch)
    assert Conversation.objects.filter(agent_id=cast.agent.id).count() == (1 if alone else 2)
