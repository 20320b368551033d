"""The batched writer: what one bad draft, or one held row, costs the others of its batch."""

from __future__ import annotations

import asyncio
import logging
import threading
import time

import pytest
from django.db import connection
from tests.cast import AT, Cast, another_line, make_cast, said_by, said_by_buyer

from zhanggui.conversations.actions import Draft, Outcome, Reading, Refused, Saved
from zhanggui.conversations.live import writer
from zhanggui.conversations.live.writer import Lane, Turn, written
from zhanggui.conversations.models import Conversation, Message
from zhanggui.workforce.actions import beat

pytestmark = pytest.mark.django_db(transaction=True)
HELD = 30


@pytest.fixture
def people() -> Cast:
    cast = make_cast()
    beat(staff_ids=[cast.agent.id], at=AT)
    return cast


def told(outcomes: list[Outcome]) -> list[str | int]:
    """The position of what was saved, the code of what was refused."""
    return [one.position if isinstance(one, Saved) else one.code for one in outcomes]


def test_one_commit_for_all(people: Cast) -> None:
    talks = [people.conversation(f"买家{number}") for number in range(3)]
    outcomes = written([said_by_buyer(talk, "在吗", f"message-{talk.id}") for talk in talks])
    assert told(outcomes) == [1, 1, 1]
    assert len({one.at for one in outcomes if isinstance(one, Saved)}) == 1


def test_a_bad_draft_costs_nobody_else_his_message(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    talk, other = people.conversation("甲"), people.conversation("乙")
    drafts = [
        said_by_buyer(talk, "第一句", "message-1"),
        Draft(other.id, "nobody", "message-2", "没有这一方"),  # the database refuses it
        said_by_buyer(talk, "第二句", "message-3"),
        Draft(0, "buyer", "message-4", "没有这个会话"),
    ]
    with caplog.at_level(logging.CRITICAL):
        outcomes = written(drafts)
    assert told(outcomes) == [1, "busy", 3, "not_allowed"]
    assert [one.client_id for one in outcomes] == [draft.client_id for draft in drafts]
    assert not Message.objects.filter(conversation_id=other.id).exists()


def test_a_held_row_holds_up_nobody_else_and_words_keep_their_order(people: Cast) -> None:
    talk, other = people.conversation("甲"), people.conversation("乙")
    drafts = [
        said_by_buyer(talk, "第一句", "message-1"),
        said_by_buyer(other, "在吗", "message-2"),
        said_by_buyer(talk, "第二句", "message-3"),
    ]
    with another_line() as line:
        line.execute("SELECT FROM conversations_conversation WHERE id = %s FOR UPDATE", (talk.id,))
        assert told(written(drafts)) == ["busy", 1, "busy"]
    again = written(drafts)
    assert told(again) == [1, 1, 3]
    assert [one.again for one in again if isinstance(one, Saved)] == [False, True, False]


def test_many_held_rows_cost_the_others_no_more_than_one(people: Cast) -> None:
    held = [people.conversation(f"held {number}") for number in range(HELD)]
    free = people.conversation("free")
    drafts = [said_by_buyer(talk, "在吗", "message-1") for talk in (*held, free)]
    with another_line() as line:
        ids = [talk.id for talk in held]
        line.execute("SELECT FROM conversations_conversation WHERE id = ANY(%s) FOR UPDATE", (ids,))
        begun = time.monotonic()
        assert told(written(drafts)) == ["busy"] * HELD + [1]
        assert time.monotonic() - begun < 7  # each by itself: 15
    assert told(written(drafts)) == [1] * (HELD + 1)


def test_what_came_behind_a_missed_message_waits_for_it_on_that_socket_only(people: Cast) -> None:
    talk = people.conversation()
    first, second = (said_by_buyer(talk, "在吗", f"message-{number}") for number in (1, 2))
    turn = Turn()
    turn.missed(first, 7, 0.0)
    assert not turn.has_come(second, 7, 1.0)
    assert turn.has_come(second, 8, 1.0)  # another page of the same buyer
    assert turn.has_come(first, 7, 2.0)
    assert turn.has_come(second, 7, 2.0)
    turn.missed(first, 7, 3.0)
    assert turn.has_come(second, 7, 3.0 + Turn.GIVEN_UP_SECONDS)


def through_a_lane(drafts: list[Draft], readings: list[Reading], batch: int = 64) -> list[Outcome]:
    """Sends them through a lane of its own, and waits for every answer and every mark."""

    async def run() -> list[Outcome]:
        answers: list[Outcome] = []
        lane = Lane(asyncio.get_running_loop(), batch, "a lane of the tests")
        for draft in drafts:
            lane.submit(draft, answers.append, sender=1)
        for reading in readings:
            lane.read(reading)
        until = asyncio.get_running_loop().time() + 10
        while len(answers) < len(drafts) or not _marked(readings):
            assert asyncio.get_running_loop().time() < until
            await asyncio.sleep(0.02)
        await asyncio.to_thread(lane.close)
        return answers

    return asyncio.run(run())


def _marked(readings: list[Reading]) -> bool:
    found: list[bool] = []

    def look() -> None:
        rows = Conversation.objects.in_bulk([reading.conversation_id for reading in readings])
        furthest = max((reading.position for reading in readings), default=0)
        found.append(all(row.read_by_staff == furthest for row in rows.values()))
        connection.close()

    thread = threading.Thread(target=look)  # the loop's own thread must not ask the database
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_a_lane_answers_each_in_the_order_it_came(people: Cast, batch: int) -> None:
    talk = people.conversation()
    drafts = [said_by_buyer(talk, f"第 {number}", f"message-{number:02d}") for number in range(30)]
    answers = through_a_lane(drafts, [], batch)
    assert [one.client_id for one in answers] == [draft.client_id for draft in drafts]
    assert told(answers) == [1, *range(3, 32)]


def test_words_behind_one_that_was_missed_wait_until_it_comes_again() -> None:
    """Of the same socket and conversation only, and not for ever."""
    first, second = (Draft(1, "buyer", f"message-{number}", "在吗") for number in range(2))
    elsewhere = Draft(2, "buyer", "message-2", "在吗")
    turn = Turn()
    turn.missed(first, 7, 100.0)
    assert not turn.has_come(second, 7, 101.0)
    assert turn.has_come(second, 8, 101.0)
    assert turn.has_come(elsewhere, 7, 101.0)
    assert turn.has_come(first, 7, 102.0)
    assert turn.has_come(second, 7, 102.0)
    turn.missed(first, 7, 200.0)
    assert turn.has_come(second, 7, 200.0 + Turn.GIVEN_UP_SECONDS)


def test_of_the_read_marks_of_a_batch_the_furthest_counts(people: Cast) -> None:
    """Two pages of the staff are at different places: the one behind takes nothing back."""
    talk = people.conversation()
    written([said_by(people.agent, talk, "在的", "staff-01")])
    written([said_by_buyer(talk, f"第 {number}", f"message-{number}") for number in range(9)])
    through_a_lane([], [Reading(talk.id, "staff", 8), Reading(talk.id, "staff", 5)])
    assert Conversation.objects.get(pk=talk.id).read_by_staff == 8


def test_a_lane_that_is_full_says_so_at_once(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "WAITING", 0)
    talk = people.conversation()
    answers = through_a_lane([said_by_buyer(talk, "在吗", "message-1")], [])
    assert isinstance(answers[0], Refused)
    assert answers[0].code == "busy"
    assert not Message.objects.exists()
