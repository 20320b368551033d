"""The batched writer: while one commit is under way the next batch gathers.

A lane is a thread with its own database connection. A conversation always takes the same lane, so
what one sender sends stays in order.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from zhanggui.conversations.actions import Draft, Outcome, Reading, Refused, mark_read, record_messages
from zhanggui.foundation.clock import now
from zhanggui.foundation.live.database import is_locked, with_fresh_line

Done = Callable[[Outcome], None]
Ticket = tuple[Draft, Done, int]  # the last names the socket, for its words' order

MISSED = 10_000  # senders whose turn is kept; beyond that order is left to chance
WAITING = 20_000  # drafts that a lane may hold before it says "busy"
logger = logging.getLogger(__name__)


def busy(draft: Draft) -> Refused:
    return Refused(draft.conversation_id, draft.client_id, "busy", "现在写不进去,稍后会再试")


class Turn:
    """Keeps a sender's words in order when one could not be written: what came behind it on the same
    socket waits until that one has been sent again, or given up."""

    GIVEN_UP_SECONDS = 10.0

    def __init__(self) -> None:
        self._missed: dict[tuple[int, int], tuple[str, float]] = {}

    def has_come(self, draft: Draft, sender: int, at_seconds: float) -> bool:
        client_id, until = self._missed.get((draft.conversation_id, sender), (draft.client_id, 0.0))
        if client_id != draft.client_id and at_seconds < until:
            return False
        self._missed.pop((draft.conversation_id, sender), None)
        return True

    def missed(self, draft: Draft, sender: int, at_seconds: float) -> None:
        if len(self._missed) > MISSED:
            self._missed.clear()
        self._missed.setdefault(
            (draft.conversation_id, sender), (draft.client_id, at_seconds + self.GIVEN_UP_SECONDS)
        )


class Lane:
    def __init__(self, loop: asyncio.AbstractEventLoop, batch: int, name: str) -> None:
        self._loop = loop
        self._batch = batch
        self._tickets: queue.SimpleQueue[Ticket | Reading | None] = queue.SimpleQueue()
        self._turn = Turn()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Writes what was taken, then gives the connection back. Not on the loop: it waits."""
        self._tickets.put(None)
        self._thread.join()

    def submit(self, draft: Draft, done: Done, *, sender: int) -> None:
        """Takes a draft; `done` is called on the loop after the commit, or with a refusal."""
        if self._tickets.qsize() >= WAITING:
            done(busy(draft))
            return
        self._tickets.put((draft, done, sender))

    def read(self, reading: Reading) -> None:
        if self._tickets.qsize() < WAITING:  # a lost read mark mends itself with the next one
            self._tickets.put(reading)

    def _run(self) -> None:
        going_on = True
        while going_on:
            batch = [self._tickets.get()]
            while len(batch) < self._batch:
                try:
                    batch.append(self._tickets.get_nowait())
                except queue.Empty:
                    break
            self._write([ticket for ticket in batch if isinstance(ticket, tuple)])
            self._mark([reading for reading in batch if isinstance(reading, Reading)])
            going_on = None not in batch
        connection.close()

    def _write(self, tickets: list[Ticket]) -> None:
        if not tickets:
            return
        at = time.monotonic()
        going: list[Ticket] = []
        waiting: list[Ticket] = []
        for ticket in tickets:
            (going if self._turn.has_come(ticket[0], ticket[2], at) else waiting).append(ticket)
        outcomes = written([ticket[0] for ticket in going]) if going else []
        for (draft, _, sender), outcome in zip(going, outcomes, strict=True):
            if isinstance(outcome, Refused) and outcome.code == "busy":
                self._turn.missed(draft, sender, at)
        outcomes += [busy(ticket[0]) for ticket in waiting]
        self._loop.call_soon_threadsafe(_deliver, [*going, *waiting], outcomes)

    def _mark(self, readings: list[Reading]) -> None:
        if not readings:
            return
        try:
            with_fresh_line(partial(mark_read, readings=readings))
        except Exception as broken:  # noqa: BLE001 - a lost read mark mends itself with the next one
            if len(readings) > 1 and is_locked(broken):
                for reading in readings:
                    self._mark([reading])
            else:
                logger.warning("%d read marks were not written: %s", len(readings), broken)


def written(drafts: list[Draft]) -> list[Outcome]:
    """One commit for all. When somebody holds a conversation's row, the others are written without it;
    when it fails for a reason that is not the line's, one commit each, so that a bad draft costs nobody
    else his message. Safe to repeat: a client id is written once."""
    try:
        return with_fresh_line(partial(record_messages, drafts, at=now()))
    except (OperationalError, InterfaceError) as broken:
        if is_locked(broken):
            return _written_around(drafts)
        logger.warning("%d messages could not be written: %s", len(drafts), broken)
    except Exception:
        logger.exception("a batch of %d messages failed", len(drafts))
        if len(drafts) > 1:
            return _written_apart(drafts)
    return [busy(draft) for draft in drafts]


def _written_around(drafts: list[Draft]) -> list[Outcome]:
    """All but those whose conversation somebody holds, without waiting for any."""
    try:
        return with_fresh_line(partial(record_messages, drafts, around_held=True, at=now()))
    except Exception:
        logger.exception("a batch of %d messages failed", len(drafts))
        return [busy(draft) for draft in drafts]


def _written_apart(drafts: list[Draft]) -> list[Outcome]:
    """Each by itself, in order; what follows a draft that could not be written in the same
    conversation is not tried, so that nobody's words change places."""
    outcomes: list[Outcome] = []
    stuck: set[int] = set()
    for draft in drafts:
        outcome = busy(draft) if draft.conversation_id in stuck else written([draft])[0]
        if isinstance(outcome, Refused) and outcome.code == "busy":
            stuck.add(draft.conversation_id)
        outcomes.append(outcome)
    return outcomes


def _deliver(tickets: list[Ticket], outcomes: list[Outcome]) -> None:
    for (_, done, _), outcome in zip(tickets, outcomes, strict=True):
        done(outcome)


@cache
def _lanes() -> tuple[Lane, ...]:
    loop = asyncio.get_running_loop()
    return tuple(
        Lane(loop, settings.WRITER_BATCH, f"writer-{place}") for place in range(settings.WRITER_LANES)
    )


def lane_of(conversation_id: int) -> Lane:
    """The lane that writes this conversation. Only on the event loop."""
    lanes = _lanes()
    return lanes[conversation_id % len(lanes)]
