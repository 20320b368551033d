"""Rounds: stored when they end, and the same again from the raw record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast, said_by, said_by_buyer

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import (
    CannotTakeBack,
    end_reception,
    excuse_wait,
    press,
    record_messages,
    recount,
    take_back,
    transfer_reception,
)
from zhanggui.conversations.models import Conversation, Round
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import AUTO, BUYER, ELSEWHERE, STAFF, UNDONE, RawEnd, RawWord
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.queries import buyer_card
from zhanggui.workforce.actions import beat

pytestmark = pytest.mark.django_db


def clock(text: str) -> datetime:
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return AT.replace(hour=hours, minute=minutes, second=seconds)


def word(position: int, side: str, at: str, kind: str = "text", seen: int | None = None) -> RawWord:
    return RawWord(position, kind, side, 7 if side == STAFF else None, clock(at), seen=seen)


def test_the_published_case_of_two_questions_before_one_answer() -> None:
    words = [
        word(1, BUYER, "10:10:15"),
        word(2, AUTO, "10:10:15"),
        word(3, BUYER, "10:15:20"),
        word(4, STAFF, "10:18:10"),
    ]
    done, open_ = rules.rounds_of(words)
    assert open_ is None
    assert [(one.waited_ms, one.questions) for one in done] == [(475_000, 2)]
    done, _ = rules.rounds_of([*words, word(5, BUYER, "10:18:30"), word(6, STAFF, "10:19:00")])
    assert [one.waited_ms for one in done] == [475_000, 30_000]


def test_ten_questions_without_an_answer_are_one_open_round() -> None:
    done, open_ = rules.rounds_of([word(place, BUYER, f"10:{place:02d}:00") for place in range(1, 11)])
    assert done == []
    assert open_ is not None
    assert (open_.asked_position, open_.questions, open_.asked_at) == (1, 10, clock("10:01:00"))


def test_what_was_taken_back_was_never_said_and_an_end_stands_where_it_was_said() -> None:
    asked, answered = word(1, BUYER, "10:00:00"), word(2, STAFF, "10:00:20", ELSEWHERE)
    undone = word(3, AUTO, "10:00:25", UNDONE)
    done, open_ = rules.rounds_of([asked, answered, undone])
    assert done == []
    assert open_ is not None
    done, open_ = rules.rounds_of([asked, answered, undone, word(4, STAFF, "10:00:40")])
    assert [(one.waited_ms, one.ended_position) for one in done] == [(40_000, 4)]
    ends = [RawEnd(1, rules.EXCUSED, 7, clock("10:00:05"))]
    done, open_ = rules.rounds_of([asked, word(2, BUYER, "10:00:30"), word(3, STAFF, "10:00:31")], ends)
    assert [(one.how, one.waited_ms, one.questions) for one in done] == [
        ("excused", 5_000, 1),
        ("answered", 1_000, 1),
    ]
    assert open_ is None


def test_what_the_writer_had_not_read_is_not_answered() -> None:
    asked = [word(1, BUYER, "10:00:00"), word(2, BUYER, "10:00:10")]
    meanwhile = [word(3, BUYER, "10:01:00"), word(4, BUYER, "10:01:05")]
    done, open_ = rules.rounds_of([*asked, *meanwhile, word(5, STAFF, "10:02:00", seen=2)])
    assert [(one.asked_position, one.waited_ms, one.questions) for one in done] == [(1, 120_000, 2)]
    assert open_ is not None
    assert (open_.asked_position, open_.asked_at, open_.questions) == (3, clock("10:01:00"), 2)

    # A second late word answers nothing of what was asked since; one who has read it all does.
    late, read = word(6, STAFF, "10:02:05", seen=2), word(7, STAFF, "10:03:00")
    done, open_ = rules.rounds_of([*asked, *meanwhile, word(5, STAFF, "10:02:00", seen=2), late, read])
    assert open_ is None
    assert [(one.asked_position, one.waited_ms, one.questions, one.ended_position) for one in done] == [
        (1, 120_000, 2, 5),
        (3, 120_000, 2, 7),
    ]

    # Only other staff wrote meanwhile: that keeps nobody waiting.
    done, open_ = rules.rounds_of(
        [*asked, word(3, AUTO, "10:00:11"), word(4, STAFF, "10:00:30", seen=2), word(5, BUYER, "10:01:00")]
    )
    assert [one.questions for one in done] == [2]
    assert open_ is not None
    assert open_.questions == 1


def stored(conversation_id: int) -> list[rules.EndedRound]:
    return [
        rules.EndedRound(
            asked_position=row.asked_position,
            asked_at=row.asked_at,
            questions=row.questions,
            left=row.left,
            how=row.how,
            ended_at=row.ended_at,
            ended_position=row.ended_position,
            agent_id=row.agent_id,
        )
        for row in Round.objects.filter(conversation_id=conversation_id).order_by("asked_position")
    ]


@dataclass
class Talk:
    """One conversation that things happen to, a second or two apart."""

    cast: Cast
    talk: ConversationCard
    at: datetime = AT
    place: int = 0
    steps: list[str] = field(default_factory=list)

    def do(self, step: str) -> None:
        self.at += timedelta(milliseconds=1_700)
        self.place += 1
        by = self.cast.agent if self.place % 3 else self.cast.second
        mark = f"word-{self.place:06d}"
        card = queries.conversation_card(self.talk.id)
        assert card is not None
        match step:
            case "asks":
                record_messages([said_by_buyer(self.talk, "在吗", mark)], at=self.at)
            case "answers":
                record_messages([said_by(by, self.talk, "在的", mark)], at=self.at)
            case "answers late":
                late = replace(said_by(by, self.talk, "在的", mark), seen=self.seen(card))
                record_messages([late], at=self.at)
            case "late in one":
                drafts = [
                    said_by_buyer(self.talk, "问", f"{mark}a"),
                    replace(said_by(by, self.talk, "答", f"{mark}b"), seen=self.seen(card)),
                    said_by_buyer(self.talk, "又问", f"{mark}c"),
                    replace(said_by(by, self.talk, "又答", f"{mark}d"), seen=card.last_position + 1),
                ]
                record_messages(drafts, at=self.at)
            case "both":
                drafts = [
                    said_by_buyer(self.talk, "问", f"{mark}a"),
                    said_by(by, self.talk, "答", f"{mark}b"),
                    said_by_buyer(self.talk, "又问", f"{mark}c"),
                ]
                record_messages(drafts, at=self.at)
            case "closes":
                end_reception(conversation=card, by=by.actor, at=self.at)
            case "excuses":
                excuse_wait(conversation=card, by=by.actor, at=self.at)
            case "comes":
                beat(staff_ids=[by.id], at=self.at)
            case _ if card.agent_id is not None:
                to = self.cast.lead if card.agent_id != self.cast.lead.id else self.cast.agent
                transfer_reception(conversation=card, to=to, by=by.actor, at=self.at)

    def seen(self, card: ConversationCard) -> int:
        """Some words ago."""
        return max(1, card.last_position - self.place % 5)


STEPS = st.sampled_from(
    (
        *("asks", "asks", "asks", "answers", "answers late", "late in one", "both"),
        *("closes", "excuses", "comes", "transfers"),
    )
)
_names = iter(range(1_000_000))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_what_is_stored_is_what_the_raw_record_says(cast: Cast, steps: list[str]) -> None:
    talk = Talk(cast, cast.conversation(f"买家{next(_names)}"))
    for step in steps:
        talk.do(step)
    before = stored(talk.talk.id)
    waiting = Conversation.objects.filter(pk=talk.talk.id).values_list(
        "waiting_since", "asked_position", "questions", "left"
    )
    waits = waiting.get()
    assert recount(conversation_ids=[talk.talk.id]) == len(before)
    assert stored(talk.talk.id) == before
    assert waiting.get() == waits


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from((BUYER, STAFF, "back", "closes", "excuses")), max_size=12))
def test_presses_and_what_was_taken_back_come_out_the_same(cast: Cast, steps: list[str]) -> None:
    ids = ensure_buyers(shop_id=cast.shop.id, nicks=[f"云朵{next(_names)}"], at=AT)
    buyer = buyer_card(next(iter(ids.values())))
    assert buyer is not None
    talk = press(buyer=buyer, side=BUYER, seen=0, by=cast.agent.actor, at=AT)
    for place, step in enumerate(steps):
        at = AT + timedelta(minutes=2 * place + 2)
        card = queries.conversation_card(talk.id)
        assert card is not None
        if step == "back":
            try:
                take_back(buyer=buyer, position=card.last_position, by=cast.agent.actor, at=at)
            except CannotTakeBack:
                continue
        elif step == "closes":
            end_reception(conversation=card, by=cast.agent.actor, at=at)
        elif step == "excuses":
            excuse_wait(conversation=card, by=cast.agent.actor, at=at)
        else:
            press(buyer=buyer, side=step, seen=card.last_position, by=cast.agent.actor, at=at)
    before = stored(talk.id)
    waiting = Conversation.objects.filter(pk=talk.id).values_list("waiting_since", "asked_position")
    waits = waiting.get()
    recount(conversation_ids=[talk.id])
    assert stored(talk.id) == before
    assert waiting.get() == waits
