from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, Ear, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    Reading,
    end_reception,
    mark_read,
    open_for_buyer,
    record_messages,
)
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries import ConversationCard, desks
from zhanggui.customers.actions import tag_buyer, untag_buyer, write_note
from zhanggui.customers.queries import tags_of
from zhanggui.workforce.actions import beat

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    """Twelve messages of the buyer, with the program's greeting at place 2: thirteen in all."""
    beat(staff_ids=[cast.agent.id], at=AT)
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, f"第 {place}", f"message-{place}") for place in range(12)], at=AT)
    return talk


def test_messages_after_and_before_a_position(talk: ConversationCard) -> None:
    def places(items: list[queries.WireItem]) -> list[int]:
        return [item["position"] for item in items]

    assert places(queries.messages_after(talk.id, 0)) == list(range(1, 14))
    assert places(queries.messages_after(talk.id, 10)) == [11, 12, 13]
    assert places(queries.messages_after(talk.id, 2, limit=3)) == [3, 4, 5]
    assert places(queries.messages_after(talk.id, 13)) == []
    assert places(queries.messages_before(talk.id, 13, limit=3)) == [10, 11, 12]
    assert places(queries.messages_before(talk.id, 3)) == [1, 2]
    assert places(queries.messages_before(talk.id, 1)) == []
    assert queries.last_positions([talk.id, 0]) == {talk.id: 13}


def test_the_buyers_last_words(cast: Cast, talk: ConversationCard) -> None:
    record_messages([said_by(cast.agent, talk, "在的", "staff-01")], at=AT)
    assert queries.last_buyer_text(talk.id) == "第 11"
    assert queries.last_buyer_text(talk.id, 3) == "第 1"
    assert queries.last_buyer_text(talk.id, 0) == ""


def reads(talk: ConversationCard) -> tuple[int, int]:
    row = Conversation.objects.get(pk=talk.id)
    return row.read_by_buyer, row.read_by_staff


@pytest.mark.parametrize("side", ["buyer", "staff"])
def test_a_read_mark_goes_forward_and_not_beyond_the_last_message(talk: ConversationCard, side: str) -> None:
    Conversation.objects.update(read_by_buyer=0, read_by_staff=0)
    place = 0 if side == "buyer" else 1
    for position, moved, stands_at in [
        (5, True, 5),
        (5, False, 5),
        (3, False, 5),
        (0, False, 5),
        (2**31 - 1, True, 13),
        (14, False, 13),
    ]:
        assert mark_read(readings=[Reading(talk.id, side, position)]) == moved
        assert reads(talk)[place] == stands_at
        assert reads(talk)[1 - place] == 0


def test_nobody_else_reads(talk: ConversationCard) -> None:
    for side in ("auto", "", "buyer = 13 --"):
        assert mark_read(readings=[Reading(talk.id, side, 5)]) == 0
    assert mark_read(readings=[Reading(0, "buyer", 5)]) == 0
    assert mark_read(readings=[]) == 0
    assert reads(talk) == (13, 0)


def test_of_many_marks_at_once_the_furthest_of_each_side_counts(cast: Cast, talk: ConversationCard) -> None:
    other = cast.conversation("南风")
    record_messages([said_by_buyer(other, "在吗", "message-1")], at=AT)
    Conversation.objects.update(read_by_buyer=0, read_by_staff=0)
    places = [
        (talk, "staff", 7),
        (other, "staff", 1),
        (talk, "staff", 4),
        (talk, "buyer", 2),
        (other, "buyer", 0),
    ]
    assert mark_read(readings=[Reading(one.id, side, place) for one, side, place in places]) == 2
    assert (reads(talk), reads(other)) == ((2, 7), (0, 1))


@pytest.mark.django_db(transaction=True)
def test_a_read_mark_is_told_when_it_moved(cast: Cast) -> None:
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "在吗", "message-1")], at=AT)
    with Ear() as ear:
        for position in (9, 1):
            mark_read(readings=[Reading(talk.id, "staff", position)])
        assert ear.events() == [
            {"k": "read", "s": cast.shop.id, "c": talk.id, "side": "staff", "position": 2}
        ]


@pytest.mark.seed(17, 20)
def test_the_desk_shows_who_waits_longest_first_and_then_my_own(cast: Cast) -> None:
    talks = {}
    for place, name in enumerate(["甲", "乙", "丙", "丁", "戊"]):
        talks[name] = cast.conversation(name)
        at = AT + timedelta(seconds=[30, 10, 20, 40, 50][place])
        record_messages([said_by_buyer(talks[name], "在吗", "buyer-01")], at=at)
    other = cast.conversation("别家的", shop=cast.other_shop)
    record_messages([said_by_buyer(other, "在吗", "buyer-01")], at=AT)
    for place, (name, who) in enumerate([("丁", cast.agent), ("戊", cast.agent), ("甲", cast.second)]):
        at = AT + timedelta(seconds=100 + place)
        record_messages([said_by(who, talks[name], "在的", "staff-01")], at=at)
    mine = queries.desk(cast.shop.id, cast.agent.id)
    assert [row["conversation"] for row in mine] == [talks[name].id for name in ("乙", "丙", "戊", "丁")]
    # A colleague's open question stands in everybody's queue, with the colleague's name.
    record_messages([said_by_buyer(talks["甲"], "能今天发吗", "buyer-02")], at=AT + timedelta(seconds=200))
    waiting = [row for row in queries.desk(cast.shop.id, cast.agent.id) if row["waiting_since"]]
    assert [row["conversation"] for row in waiting] == [talks[name].id for name in ("乙", "丙", "甲")]
    assert (waiting[-1]["agent"], waiting[-1]["agent_name"]) == (cast.second.id, "陈晨 A07")
    assert [row["conversation"] for row in queries.desk(cast.other_shop.id, cast.stranger.id)] == [other.id]


def test_a_row_says_all_that_the_list_shows(cast: Cast) -> None:
    buyer = cast.visitor()
    for place, name in enumerate(["老客", "爱用顺丰", "肤色偏白", "第四个"]):
        tag_buyer(buyer=buyer, name=name, by=cast.agent.actor, at=AT + timedelta(seconds=place))
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "能今天\n发吗", "buyer-01")], at=AT)
    (row,) = queries.desk(cast.shop.id, cast.agent.id)
    assert row == {
        "conversation": talk.id,
        "buyer": buyer.id,
        "name": buyer.name,
        "tags": ["老客", "爱用顺丰", "肤色偏白"],
        "channel": "web",
        "last": "能今天 发吗",
        "last_side": "buyer",
        "last_at": AT,
        "waiting_since": AT,
        "left": True,
        "agent": None,
        "agent_name": None,
        "position": 2,
        "elsewhere": False,
        "read": {"buyer": 1, "staff": 0},
    }
    assert queries.desk_rows([talk.id, 0]) == [(cast.shop.id, row)]


def test_the_desk_costs_the_same_queries_however_many_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.desk(cast.shop.id, cast.agent.id)
        return len(captured)

    none = count()
    drafts = []
    for number in range(30):
        talk = cast.conversation(f"买家{number:02d}")
        drafts += [said_by_buyer(talk, "在吗", "buyer-01")]
        if number % 3 == 0:
            drafts += [said_by(cast.agent, talk, "在的", "staff-01")]
    record_messages(drafts, at=AT)
    assert len(queries.desk(cast.shop.id, cast.agent.id)) == 30
    assert count() == none == 2
    monkeypatch.setattr(desks, "DESK_ROWS", 7)
    monkeypatch.setattr(desks, "FIRST_ROWS", 7)
    assert len(queries.desk(cast.shop.id, cast.agent.id)) == 14


def test_a_long_desk_begins_with_those_who_wait_longest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    talks = [cast.conversation(f"买家{number:02d}") for number in range(9)]
    for place, talk in enumerate(talks):
        record_messages([said_by_buyer(talk, "在吗", "buyer-01")], at=AT + timedelta(seconds=place // 2))
    Conversation.objects.filter(pk__in=[talk.id for talk in talks[:4]]).update(left=True)
    Conversation.objects.filter(pk__in=[talk.id for talk in talks[4:]]).update(left=False)
    Conversation.objects.filter(pk=talks[8].id).update(agent=cast.agent.id)
    ids = [talk.id for talk in talks]
    whole = queries.desk(cast.shop.id, cast.agent.id)
    assert [row["conversation"] for row in whole] == ids
    assert not queries.goes_on(whole)
    monkeypatch.setattr(desks, "FIRST_ROWS", 2)
    begun = queries.desk(cast.shop.id, cast.agent.id)
    # Neither kind of waiting hides the other, and one's own are all there.
    assert [row["conversation"] for row in begun] == [*ids[:2], *ids[4:6], ids[8]]
    assert queries.goes_on(begun)
    found: list[int] = []
    after = None
    while rows := queries.waiting_after(cast.shop.id, after, 2):
        found += [row["conversation"] for row in rows]
        after = (rows[-1]["waiting_since"], rows[-1]["conversation"])
    assert found == ids  # also where two began to wait at the same instant
    assert queries.waiting_after(cast.other_shop.id, None, 2) == []


def test_a_conversation_is_one_buyers_for_ever(cast: Cast) -> None:
    buyer = cast.visitor()
    talk = cast.conversation()
    assert open_for_buyer(buyer=buyer, at=AT + timedelta(days=9)) == talk
    assert queries.conversation_of_buyer(buyer.id) == talk
    assert queries.conversation_card(talk.id) == talk
    assert queries.conversation_card(0) is None
    assert queries.conversation_of_visitor(cast.other_shop.id, "x") is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.seed(8)
def test_desks_hear_of_a_tag_and_a_note(cast: Cast) -> None:
    buyer, talk = cast.visitor(), cast.conversation()
    expected = [
        {"k": "changed", "s": cast.shop.id, "name": "buyer", "id": buyer.id},
        {"k": "desk", "s": cast.shop.id, "c": talk.id},
    ]
    with Ear() as ear:
        tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=AT)
        assert ear.events() == expected
        tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=AT)
        assert ear.events() == []
        write_note(buyer=buyer, text="备注", by=cast.agent.actor, at=AT)
        untag_buyer(buyer=buyer, tag_id=tags_of(buyer.id)[0].id, by=cast.agent.actor, at=AT)
        assert ear.events() == [*expected, *expected]


def test_an_ended_talk_stays_within_reach(cast: Cast) -> None:
    for place, name in enumerate(("甲", "乙")):
        talk = cast.conversation(name)
        record_messages([said_by_buyer(talk, "在吗", "buyer-01")], at=AT + timedelta(minutes=place))
        end_reception(conversation=talk, by=cast.agent.actor, at=AT + timedelta(minutes=5))
    assert queries.desk(cast.shop.id, cast.agent.id) == []
    rows = queries.recent(cast.shop.id)
    assert [row["conversation"] for row in rows] == [cast.conversation(name).id for name in ("乙", "甲")]
    assert queries.recent(cast.other_shop.id) == []
