"""Two server processes write the same conversation at once: the race shown, then the lock that ends it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import AT, Cast, another_line, make_cast, said_by, said_by_buyer

from zhanggui.conversations.actions import Saved, open_conversation, record_messages, statements
from zhanggui.conversations.models import Conversation, Message, Reception
from zhanggui.conversations.queries import ConversationCard

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


@pytest.fixture
def people() -> Cast:
    return make_cast()


def all_at_once(work: Callable[[int], object]) -> list[object]:
    """Runs it in as many threads, each with its own connection; the answers, broken constraints among
    them."""
    start = threading.Barrier(WRITERS)

    def one(number: int) -> object:
        start.wait(30)
        try:
            return work(number)
        except IntegrityError as broken:
            return broken
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        return list(threads.map(one, range(WRITERS)))


def positions(talk: ConversationCard) -> list[int]:
    return sorted(Message.objects.filter(conversation_id=talk.id).values_list("position", flat=True))


def test_without_the_lock_two_take_the_same_position(people: Cast) -> None:
    talk = people.conversation()
    read = threading.Barrier(WRITERS)
    statement = statements.LOCK_TEXT.replace("FOR UPDATE OF c", "").replace("$1", "%s")
    assert "FOR UPDATE" not in statement

    @transaction.atomic
    def write_without_lock(number: int) -> None:
        """The writer's own statements, but for the lock."""
        with connection.cursor() as cursor:
            cursor.execute(statement, ([talk.id],))
            last = cursor.fetchall()[0][7]
            read.wait(30)  # the moment in which everybody has read the last position
            Message.objects.create(
                conversation_id=talk.id,
                position=last + 1,
                side="buyer",
                client_id=f"writer-{number}",
                text="在吗",
                at=AT,
            )

    answers = all_at_once(write_without_lock)
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == WRITERS - 1
    assert positions(talk) == [1]


def test_with_the_lock_positions_have_no_gap_and_nothing_is_lost(people: Cast) -> None:
    talk = people.conversation()

    def write(number: int) -> list[Saved]:
        saved = []
        for place in range(15):
            drafts = [
                said_by_buyer(talk, f"{number} 说 {place}", f"writer-{number}-{place}-a"),
                said_by(people.agent, talk, f"{number} 答 {place}", f"writer-{number}-{place}-b"),
            ]
            saved += [one for one in record_messages(drafts, at=AT) if isinstance(one, Saved)]
        return saved

    answers = all_at_once(write)
    kept = positions(talk)
    assert kept == list(range(1, len(kept) + 1))
    told = [one.position for answer in answers if isinstance(answer, list) for one in answer]
    assert len(told) == len(set(told)) == WRITERS * 15 * 2
    assert Conversation.objects.get(pk=talk.id).last_position == len(kept)
    assert Reception.objects.count() == 1


def test_one_message_that_is_sent_to_two_servers_at_once_is_one(people: Cast) -> None:
    talk = people.conversation()
    answers = all_at_once(lambda _: record_messages([said_by_buyer(talk, "在吗", "message-1")], at=AT)[0])
    assert {answer.position for answer in answers if isinstance(answer, Saved)} == {1}
    assert Counter(answer.again for answer in answers if isinstance(answer, Saved)) == {
        True: WRITERS - 1,
        False: 1,
    }
    assert Message.objects.filter(side="buyer").count() == 1


def test_two_batches_that_name_the_same_conversations_the_other_way_round(people: Cast) -> None:
    """Rows are locked in the order of their ids: nobody waits for somebody who waits for him."""
    talks = [people.conversation(f"买家{number}") for number in range(8)]

    def write(number: int) -> int:
        order = talks if number % 2 else talks[::-1]
        for place in range(10):
            drafts = [said_by_buyer(talk, "在吗", f"writer-{number}-{place}") for talk in order]
            record_messages(drafts, at=AT)
        return number

    assert all_at_once(write) == list(range(WRITERS))
    for talk in talks:
        assert positions(talk) == list(range(1, WRITERS * 10 + 2))


def test_the_first_word_in_two_pages_at_once_is_one_conversation(people: Cast) -> None:
    answers = all_at_once(lambda _: open_conversation(shop_id=people.shop.id, visitor_key="k" * 22, at=AT).id)
    assert len(set(answers)) == 1
    assert Conversation.objects.count() == 1


def test_who_reads_while_another_writes_sees_whole_commits(people: Cast) -> None:
    """A position that can be read has all positions before it."""
    talk = people.conversation()
    done = threading.Event()
    gaps: list[list[int]] = []

    def look() -> None:
        with another_line(autocommit=True) as line:
            while not done.is_set():
                found = _read(line, talk.id)
                if found != list(range(1, len(found) + 1)):
                    gaps.append(found)

    reader = threading.Thread(target=look)
    reader.start()
    all_at_once(
        lambda number: [
            record_messages([said_by_buyer(talk, "在吗", f"writer-{number}-{place}")], at=AT)
            for place in range(15)
        ]
    )
    done.set()
    reader.join(10)
    assert gaps == []


def _read(line: psycopg.Connection[tuple[int, ...]], conversation_id: int) -> list[int]:
    rows = line.execute(
        "SELECT position FROM conversations_message WHERE conversation_id = %s ORDER BY position",
        (conversation_id,),
    )
    return [row[0] for row in rows]
