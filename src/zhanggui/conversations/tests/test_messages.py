"""What a batch of messages does to the conversations that it is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.cast import AT, Cast, Ear, make_cast, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import Draft, Outcome, Refused, Saved, open_conversation, record_messages
from zhanggui.conversations.models import Conversation, Message, Reception, Round
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import SNIPPET_LETTERS
from zhanggui.foundation.live.carrier import PAYLOAD_BYTES
from zhanggui.guard.models import GuardHit
from zhanggui.shops.models import Shop
from zhanggui.workforce.actions import beat, set_presence

pytestmark = pytest.mark.django_db
GREETING = "您好,请问有什么可以帮助您的?"
REFUSAL = "我们开不了发票"  # R01: blocked on Tmall, warned on Taobao


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    """A conversation of the first shop, with somebody there."""
    beat(staff_ids=[cast.agent.id], at=AT)
    return cast.conversation()


def write(*drafts: Draft, at: datetime = AT) -> list[Outcome]:
    return record_messages(drafts, at=at)


def row(talk: ConversationCard) -> Conversation:
    return Conversation.objects.get(pk=talk.id)


def messages(talk: ConversationCard) -> list[Message]:
    return list(Message.objects.filter(conversation_id=talk.id).order_by("position"))


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.mark.seed(26)
def test_the_first_word_is_saved_and_greeted_once_in_a_lifetime(cast: Cast, talk: ConversationCard) -> None:
    outcomes = write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert outcomes == [Saved(talk.id, "buyer-01", 1, AT)]
    write(said_by(cast.agent, talk, "在的", "staff-01"), at=later(5))
    write(said_by_buyer(talk, "能今天发吗", "buyer-02"), at=later(6))
    assert [(one.position, one.side, one.text) for one in messages(talk)] == [
        (1, "buyer", "在吗"),
        (2, "auto", GREETING),
        (3, "staff", "在的"),
        (4, "buyer", "能今天发吗"),
    ]
    assert [one.by_name for one in messages(talk)] == [None, None, "林晓 A12", None]
    assert row(talk).last_position == 4


@pytest.mark.seed(12)
def test_a_message_keeps_the_phrase_that_it_was_written_from(cast: Cast, talk: ConversationCard) -> None:
    whole = replace(said_by(cast.agent, talk, "今天发", "staff-01"), phrase_id=12)
    changed = replace(said_by(cast.agent, talk, "明天发", "staff-02"), phrase_id=12, edited=True)
    write(whole, changed, said_by(cast.agent, talk, "好的", "staff-03"))
    assert [(one.phrase_id, one.edited) for one in messages(talk)] == [(12, False), (12, True), (None, False)]


@pytest.mark.seed(17, 20, 25)
def test_a_wait_runs_from_the_first_unanswered_word_to_a_human_one(
    cast: Cast, talk: ConversationCard
) -> None:
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert row(talk).waiting_since == AT  # the greeting is no answer
    write(said_by_buyer(talk, "??", "buyer-02"), at=later(60))
    assert row(talk).waiting_since == AT
    write(said_by(cast.agent, talk, "在的", "staff-01"), at=later(70))
    assert row(talk).waiting_since is None
    write(said_by_buyer(talk, "起球吗", "buyer-03"), at=later(90))
    assert row(talk).waiting_since == later(90)


def test_a_machine_in_the_shops_name_ends_no_wait(talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    write(
        Draft(talk.id, "auto", "reminder-1", "您拍下的还没有付款"),
        Draft(talk.id, "staff", "job-0001", "请稍等"),
    )
    assert row(talk).waiting_since == AT
    assert row(talk).agent_id is None


@pytest.mark.seed(33)
def test_who_writes_while_nobody_is_there_is_told_so_once_a_wait(cast: Cast) -> None:
    talk = cast.conversation()
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    write(said_by_buyer(talk, "有人吗", "buyer-02"), at=later(60))
    auto = [one.text for one in messages(talk) if one.side == "auto"]
    assert auto == ["现在没有客服在线(服务时间 09:00-23:30)。您的留言已经存好,客服上线后会按先后回复您。"]
    assert row(talk).left
    assert row(talk).waiting_since == AT
    beat(staff_ids=[cast.agent.id], at=later(3600))
    write(said_by(cast.agent, talk, "早上好", "staff-01"), at=later(3601))
    assert not row(talk).left
    # Somebody was there, and has gone again: a new wait, told again.
    write(said_by_buyer(talk, "还在吗", "buyer-03"), at=later(9000))
    assert [one.side for one in messages(talk)] == ["buyer", "auto", "buyer", "staff", "buyer", "auto"]
    assert row(talk).left


def test_who_is_away_is_not_there(cast: Cast) -> None:
    set_presence(status="away", by=cast.agent.actor, at=AT)
    talk = cast.conversation()
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert row(talk).left


def test_an_answer_and_the_next_question_in_one_commit(cast: Cast, talk: ConversationCard) -> None:
    """The agent has just spoken: nobody may be told that nobody is there."""
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    write(
        said_by(cast.agent, talk, "在的", "staff-01"),
        said_by_buyer(talk, "能今天发吗", "buyer-02"),
        at=later(5),
    )
    assert [one.side for one in messages(talk)] == ["buyer", "auto", "staff", "buyer"]
    assert not row(talk).left
    assert row(talk).waiting_since == later(5)
    assert row(talk).agent_id == cast.agent.id


def test_a_shop_without_a_greeting_says_nothing(cast: Cast, talk: ConversationCard) -> None:
    Shop.objects.filter(pk=cast.shop.id).update(greeting="")
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert len(messages(talk)) == 1


def test_the_shop_may_speak_first(cast: Cast, talk: ConversationCard) -> None:
    write(said_by(cast.agent, talk, "您的包裹今天发出", "staff-01"))
    write(said_by_buyer(talk, "谢谢", "buyer-01"), at=later(5))
    assert [one.side for one in messages(talk)] == ["staff", "buyer"]


def test_the_same_id_is_the_same_message(cast: Cast, talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "在吗", "message-1"))
    again = write(
        said_by_buyer(talk, "在吗", "message-1"),
        said_by_buyer(talk, "能今天发吗", "message-2"),
        said_by_buyer(talk, "能今天发吗", "message-2"),
        at=later(5),
    )
    assert again == [
        Saved(talk.id, "message-1", 1, AT, again=True),
        Saved(talk.id, "message-2", 3, later(5)),
        Saved(talk.id, "message-2", 3, later(5), again=True),
    ]
    assert len(messages(talk)) == 3
    # An id is one sender's, in one conversation: others may make the same.
    other = cast.conversation("南风")
    outcomes = write(
        said_by(cast.agent, talk, "在的", "message-1"), said_by_buyer(other, "在吗", "message-1")
    )
    assert [one.again for one in outcomes if isinstance(one, Saved)] == [False, False]


def test_a_retry_alone_tells_and_changes_nothing(talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "在吗", "message-1"))
    before = Conversation.objects.filter(pk=talk.id).values().get()
    write(said_by_buyer(talk, "在吗", "message-1"), at=later(5))
    assert Conversation.objects.filter(pk=talk.id).values().get() == before


def test_a_batch_of_many_conversations_keeps_each_ones_order(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    talks = [cast.conversation(f"买家{number}") for number in range(4)]
    drafts = [said_by_buyer(talks[number % 4], f"第 {number}", f"message-{number}") for number in range(40)]
    outcomes = write(*reversed(drafts))
    assert [one.client_id for one in outcomes] == [f"message-{39 - number}" for number in range(40)]
    for place, talk in enumerate(talks):
        said = [one for one in messages(talk) if one.side == "buyer"]
        assert [one.text for one in said] == [f"第 {number}" for number in range(36 + place, -1, -4)]
        assert [one.position for one in messages(talk)] == list(range(1, 12))


def test_a_conversation_that_is_none_costs_the_others_nothing(talk: ConversationCard) -> None:
    outcomes = write(Draft(0, "buyer", "message-0", "在吗"), said_by_buyer(talk, "在吗", "message-1"))
    refused, saved = outcomes
    assert isinstance(refused, Refused)
    assert refused.code == "not_allowed"
    assert saved == Saved(talk.id, "message-1", 1, AT)


def test_nothing_to_write_is_no_matter() -> None:
    assert record_messages([], at=AT) == []


def test_a_batch_costs_the_same_few_queries_however_large(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    talks = [cast.conversation(f"买家{number}") for number in range(30)]
    # The first one on a connection has the statements planned, and the rules read, which is kept for a while.
    write(said_by_buyer(cast.conversation("先来的"), "在吗", "message-0"))

    def count(size: int, mark: str) -> int:
        drafts = [said_by_buyer(talk, "在吗", f"message-{mark}") for talk in talks[:size]]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            write(*drafts)
        return len(captured)

    assert count(1, "a") == count(30, "b")


def test_who_writes_has_seen_what_came_before(cast: Cast, talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert (row(talk).read_by_buyer, row(talk).read_by_staff) == (1, 0)
    write(said_by(cast.agent, talk, "在的", "staff-01"))
    assert (row(talk).read_by_buyer, row(talk).read_by_staff) == (1, 3)


def test_an_answer_ends_no_wait_for_what_its_writer_had_not_read(cast: Cast, talk: ConversationCard) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    write(said_by_buyer(talk, "有货吗", "buyer-01"))
    seen = row(talk).last_position
    write(said_by_buyer(talk, "能改地址吗", "buyer-02"), at=later(60))
    write(said_by_buyer(talk, "急", "buyer-03"), at=later(70))
    late = replace(said_by(cast.agent, talk, "有的", "staff-01"), seen=seen)
    write(late, at=later(90))
    kept = row(talk)
    assert (kept.waiting_since, kept.asked_position, kept.questions) == (later(60), seen + 1, 2)
    assert kept.agent_id == cast.agent.id
    assert kept.read_by_staff == seen  # the buyer is not told that somebody read it
    ended = Round.objects.get(conversation_id=talk.id)
    assert (ended.asked_at, ended.questions, ended.waited_ms) == (AT, 1, 90_000)

    write(late, at=later(95))  # sent once more: still the same word
    second = replace(said_by(cast.agent, talk, "三件", "staff-02"), seen=seen)
    write(second, at=later(100))
    assert row(talk).waiting_since == later(60)  # nothing of this round was read
    read = replace(said_by(cast.agent, talk, "改好了", "staff-03"), seen=row(talk).last_position)
    write(read, at=later(120))
    assert row(talk).waiting_since is None
    assert [one.waited_ms for one in Round.objects.order_by("asked_position")] == [90_000, 60_000]
    assert [one.seen for one in Message.objects.filter(side="staff").order_by("position")] == [
        seen,
        seen,
        None,
    ]


def test_who_has_read_it_all_costs_no_statement_more(cast: Cast, talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "在吗", "buyer-01"), said_by(cast.agent, talk, "在的", "staff-01"))

    def count(place: int, *, says_so: bool) -> int:
        for question in range(3):
            write(said_by_buyer(talk, "在吗", f"buyer-{place}{question}"))
        answer = said_by(cast.agent, talk, "在的", f"staff-{place}0")
        answer = replace(answer, seen=row(talk).last_position) if says_so else answer
        with CaptureQueriesContext(connection) as captured:
            write(answer)
        assert row(talk).waiting_since is None
        return len(captured)

    assert count(3, says_so=True) == count(4, says_so=False)


def test_lists_show_a_persons_last_words_in_short(cast: Cast, talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "第一行\n" + "长" * 200, "buyer-01"), at=later(1))
    kept = row(talk)
    assert kept.last_text == ("第一行 " + "长" * 200)[:SNIPPET_LETTERS]
    assert (kept.last_side, kept.last_at) == ("buyer", later(1))  # not the greeting's
    write(said_by(cast.agent, talk, "在的", "staff-01"), at=later(5))
    assert (row(talk).last_text, row(talk).last_side, row(talk).last_at) == ("在的", "staff", later(5))


def test_what_people_write_comes_back_letter_for_letter(talk: ConversationCard) -> None:
    texts = [
        '引号"与\\反斜杠',
        "{buyer} %s %(x)s $1 \\u0000",
        "😀👨\u200d👩\u200d👧 𠮷野家",
        "一\n二\t三",
        "NULL",
        "长" * 2000,
    ]
    write(*(said_by_buyer(talk, text, f"message-{place}") for place, text in enumerate(texts)))
    assert [one.text for one in messages(talk) if one.side == "buyer"] == texts
    assert [item["text"] for item in queries.messages_after(talk.id, 2)] == texts[1:]


class TestAnyTalk(TestCase):
    """Whatever order things come in, with retries: positions have no gap and nothing is doubled."""

    @given(
        st.lists(
            st.lists(
                st.tuples(st.integers(0, 2), st.sampled_from(["buyer", "staff"]), st.integers(0, 8)),
                max_size=6,
            ),
            max_size=6,
        )
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_positions_have_no_gap(self, batches: list[list[tuple[int, str, int]]]) -> None:
        cast = make_cast()
        beat(staff_ids=[cast.agent.id], at=AT)
        talks = [cast.conversation(f"买家{number}") for number in range(3)]
        places: dict[tuple[int, str, str], int] = {}
        for number, batch in enumerate(batches):
            drafts = [
                said_by_buyer(talks[who], f"说{what}", f"message-{what}")
                if side == "buyer"
                else said_by(cast.agent, talks[who], f"答{what}", f"message-{what}")
                for who, side, what in batch
            ]
            for draft, outcome in zip(drafts, record_messages(drafts, at=later(number)), strict=True):
                assert isinstance(outcome, Saved)
                key = (draft.conversation_id, draft.side, draft.client_id)
                assert outcome.again == (key in places)
                assert places.setdefault(key, outcome.position) == outcome.position
        for talk in talks:
            kept = messages(talk)
            assert [one.position for one in kept] == list(range(1, len(kept) + 1))
            assert row(talk).last_position == len(kept)
            said = {(talk.id, one.side, one.client_id): one.position for one in kept if one.side != "auto"}
            assert said == {key: place for key, place in places.items() if key[0] == talk.id}


# Who has the conversation.


def test_the_first_answer_opens_a_reception(cast: Cast, talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert not Reception.objects.exists()
    write(said_by(cast.agent, talk, "在的", "staff-01"), at=later(8))
    reception = Reception.objects.get()
    assert (reception.agent_id, reception.opened_at, reception.first_position) == (cast.agent.id, later(8), 3)
    assert (reception.state, reception.ended_at) == ("open", None)
    assert row(talk).agent_id == cast.agent.id
    write(said_by(cast.second, talk, "我也在", "staff-02"), at=later(9))
    assert Reception.objects.count() == 1
    assert row(talk).agent_id == cast.agent.id


def test_two_answers_in_one_commit_are_one_reception(cast: Cast, talk: ConversationCard) -> None:
    write(
        said_by_buyer(talk, "在吗", "buyer-01"),
        said_by(cast.second, talk, "在的", "staff-01"),
        said_by(cast.agent, talk, "在的", "staff-02"),
    )
    reception = Reception.objects.get()
    assert (reception.agent_id, reception.first_position) == (cast.second.id, 3)


def test_a_conversation_has_one_open_reception(cast: Cast, talk: ConversationCard) -> None:
    write(said_by(cast.agent, talk, "在的", "staff-01"))
    with pytest.raises(IntegrityError, match="reception_one_open"), transaction.atomic():
        Reception.objects.create(
            conversation_id=talk.id, agent_id=cast.second.id, opened_at=AT, first_position=1
        )


# The guard stands in the path.


def hits() -> list[tuple[str, str, int | None, str, str]]:
    rows = GuardHit.objects.order_by("pk")
    return [(one.rule, one.outcome, one.by_id, one.by_name, one.reason) for one in rows]


def test_what_the_guard_blocks_is_not_on_disk_and_the_hit_is_kept(cast: Cast, talk: ConversationCard) -> None:
    write(said_by_buyer(talk, "能开发票吗", "buyer-01"))
    (outcome,) = write(said_by(cast.agent, talk, REFUSAL, "staff-01", reason="赶时间"), at=later(5))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.findings[0].rule) == ("guard", "R01")
    assert "发票" in outcome.say
    assert not Message.objects.filter(side="staff").exists()
    assert row(talk).waiting_since == AT  # a refused text is no answer
    assert not Reception.objects.exists()
    assert hits() == [("R01", "blocked", cast.agent.id, "林晓 A12", "赶时间")]
    assert GuardHit.objects.get().conversation_id == talk.id


def test_a_blocked_text_costs_the_others_of_its_batch_nothing(cast: Cast, talk: ConversationCard) -> None:
    outcomes = write(
        said_by_buyer(talk, "能开发票吗", "buyer-01"),
        said_by(cast.agent, talk, REFUSAL, "staff-01"),
        said_by(cast.agent, talk, "可以开发票的", "staff-02"),
    )
    assert [type(one).__name__ for one in outcomes] == ["Saved", "Refused", "Saved"]
    assert [one.position for one in messages(talk)] == [1, 2, 3]


def test_the_same_id_may_carry_a_better_text(cast: Cast, talk: ConversationCard) -> None:
    write(said_by(cast.agent, talk, REFUSAL, "staff-01"))
    (outcome,) = write(said_by(cast.agent, talk, "可以开发票的", "staff-01"))
    assert outcome == Saved(talk.id, "staff-01", 1, AT)


def test_what_the_guard_warns_of_needs_a_reason(cast: Cast) -> None:
    talk = cast.conversation(shop=cast.other_shop)
    for reason in ("", "  \n"):
        (outcome,) = write(said_by(cast.stranger, talk, REFUSAL, "staff-01", reason=reason))
        assert isinstance(outcome, Refused)
        assert outcome.code == "reason"
    assert not messages(talk)
    (outcome,) = write(said_by(cast.stranger, talk, REFUSAL, "staff-01", reason=" 小规模,由税局代开 "))
    assert outcome == Saved(talk.id, "staff-01", 1, AT)
    assert [(one[1], one[4]) for one in hits()] == [
        ("warned", ""),
        ("warned", ""),
        ("overridden", "小规模,由税局代开"),
    ]
    # It is on disk now: a retry asks nobody again.
    (again,) = write(said_by(cast.stranger, talk, REFUSAL, "staff-01"))
    assert again == Saved(talk.id, "staff-01", 1, AT, again=True)
    assert len(hits()) == 3


def test_the_programs_own_greeting_is_guarded_too(cast: Cast, talk: ConversationCard) -> None:
    Shop.objects.filter(pk=cast.shop.id).update(greeting=f"您好,{REFUSAL}")
    (outcome,) = write(said_by_buyer(talk, "在吗", "buyer-01"))
    assert outcome == Saved(talk.id, "buyer-01", 1, AT)
    assert len(messages(talk)) == 1
    assert row(talk).last_position == 1
    assert hits() == [("R01", "blocked", None, "", "")]


def test_a_buyer_may_say_what_a_shop_may_not(talk: ConversationCard) -> None:
    (outcome,) = write(said_by_buyer(talk, REFUSAL, "buyer-01"))
    assert isinstance(outcome, Saved)
    assert hits() == []


def test_a_batch_that_fails_leaves_no_trace(cast: Cast, talk: ConversationCard) -> None:
    broken = Draft(talk.id, "nobody", "message-2", "在吗")  # no such side: the database refuses it
    with pytest.raises(IntegrityError), transaction.atomic():
        write(said_by(cast.agent, talk, REFUSAL, "staff-01"), said_by_buyer(talk, "在吗", "buyer-01"), broken)
    assert not messages(talk)
    assert hits() == []
    assert row(talk).last_position == 0


# What the others hear.


@pytest.fixture
def heard() -> Iterator[Ear]:
    with Ear() as ear:
        yield ear


@pytest.mark.django_db(transaction=True)
def test_everybody_hears_the_messages_themselves(cast: Cast, heard: Ear) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    talk = open_conversation(shop_id=cast.shop.id, visitor_key="v" * 22, at=AT)
    assert [event["k"] for event in heard.events()] == ["queue", "changed", "opened"]
    write(said_by_buyer(talk, "在吗", "buyer-01"))
    event, waits = heard.events()
    assert waits == {"k": "queue", "s": cast.shop.id}
    items: list[dict[str, Any]] = orjson.loads(orjson.dumps(queries.messages_after(talk.id, 0)))
    assert event == {
        "k": "message",
        "s": cast.shop.id,
        "c": talk.id,
        "to": 2,
        "read": {"buyer": 1},
        "items": items,
    }
    write(said_by_buyer(talk, "在吗", "buyer-01"))  # a retry
    assert heard.events() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ["长" * 2000, '"' * 2000, "\n\t\\" * 666 + "x", "😀" * 2000])
def test_large_messages_travel_as_a_position_only(cast: Cast, heard: Ear, text: str) -> None:
    talk = cast.conversation()
    heard.events()
    write(*(said_by(cast.agent, talk, text, f"message-{number}-{'i' * 50}") for number in range(3)))
    (event,) = heard.events()
    assert "items" not in event
    assert event["to"] == 3


@pytest.mark.parametrize("letter", ["名", "😀", '"', "\\"])
@pytest.mark.django_db(transaction=True)
def test_no_batch_is_too_large_to_be_told(cast: Cast, heard: Ear, letter: str) -> None:
    """Near the limit, with the longest names and ids: the messages or their position, never a failure."""
    talk = cast.conversation()
    heard.events()
    total = 0
    for size in (1, 12, 17, 18, 19, 20, 21, 25):
        drafts = [
            Draft(talk.id, "staff", f"{total + place:0>64}", "\n好", by_id=cast.agent.id, by_name=letter * 51)
            for place in range(size)
        ]
        write(*drafts)
        total += size
        (event,) = heard.events()
        assert event["to"] == total
        assert len(event.get("items", ())) in (0, size)
        assert len(orjson.dumps([event])) <= PAYLOAD_BYTES


def test_a_card_carries_what_it_is_about_and_is_nobodys_wait(talk: ConversationCard) -> None:
    about = {"is": "address", "id": 7, "state": "asked"}
    write(Draft(talk.id, "auto", "address-7", "请核对收货信息", kind="card", card=about))
    write(said_by_buyer(talk, "好的", "buyer-01"), at=later(1))
    card, *others = queries.messages_after(talk.id, 0)
    assert (card["kind"], card["text"], card["card"]) == ("card", "请核对收货信息", about)
    assert all("card" not in one for one in others)
    assert row(talk).waiting_since == later(1)
