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
from django.db import InterfaceError, OperationalError

from zhanggui.conversations.actions import Draft, Outcome, Reading, Refused, mark_read, record_messages
from zhanggui.foundation.clock import now
from zhanggui.foundation.live.database import is_locked, with_fresh_line

Done = Callable[[Outcome], None]
Ticket = tuple[Draft, Done]

WAITING = 20_000  # drafts that a lane may hold before it says "busy"
logger = logging.getLogger(__name__)


def busy(draft: Draft) -> Refused:
    return Refused(draft.conversation_id, draft.client_id, "busy", "现在写不进去,稍后会再试")


class Turn:
    """Keeps a sender's words in order when one could not be written: what the sender had on the way
    behind it waits until that one has been sent again, or given up."""

    GIVEN_UP_SECONDS = 10.0

    def __init__(self) -> None:
        self._missed: dict[tuple[int, str, int | None], tuple[str, float]] = {}

    def has_come(self, draft: Draft, at_seconds: float) -> bool:
        sender = _sender(draft)
        client_id, until = self._missed.get(sender, (draft.client_id, 0.0))
        if client_id != draft.client_id and at_seconds < until:
            return False
        self._missed.pop(sender, None)
        return True

    def missed(self, draft: Draft, at_seconds: float) -> None:
        self._missed.setdefault(_sender(draft), (draft.client_id, at_seconds + self.GIVEN_UP_SECONDS))


def _sender(draft: Draft) -> tuple[int, str, int | None]:
    return draft.conversation_id, draft.side, draft.by_id


class Lane:
    def __init__(self, loop: asyncio.AbstractEventLoop, batch: int, name: str) -> None:
        self._loop = loop
        self._batch = batch
        self._tickets: queue.SimpleQueue[Ticket | Reading] = queue.SimpleQueue()
        self._turn = Turn()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, draft: Draft, done: Done) -> None:
        """Takes a draft; `done` is called on the loop after the commit, or with a refusal."""
        if self._tickets.qsize() >= WAITING:
            done(busy(draft))
            return
        self._tickets.put((draft, done))

    def read(self, reading: Reading) -> None:
        if self._tickets.qsize() < WAITING:  # a lost read mark mends itself with the next one
            self._tickets.put(reading)

    def _run(self) -> None:
        while True:
            batch = [self._tickets.get()]
            while len(batch) < self._batch:
                try:
                    batch.append(self._tickets.get_nowait())
                except queue.Empty:
                    break
            self._write([ticket for ticket in batch if not isinstance(ticket, Reading)])
            self._mark([reading for reading in batch if isinstance(reading, Reading)])

    def _write(self, tickets: list[Ticket]) -> None:
        if not tickets:
            return
        at = time.monotonic()
        going: list[Ticket] = []
        waiting: list[Ticket] = []
        for ticket in tickets:
            (going if self._turn.has_come(ticket[0], at) else waiting).append(ticket)
        outcomes = written([draft for draft, _ in going]) if going else []
        for (draft, _), outcome in zip(going, outcomes, strict=True):
            if isinstance(outcome, Refused) and outcome.code == "busy":
                self._turn.missed(draft, at)
        outcomes += [busy(draft) for draft, _ in waiting]
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
    """One commit for all. When that fails for a reason that is not the line's, one commit each, so
    that a bad draft, or a conversation whose row somebody holds, costs nobody else his message.
    Safe to repeat: a client id is written once."""
    try:
        return with_fresh_line(partial(record_messages, drafts, at=now()))
    except (OperationalError, InterfaceError) as broken:
        if not is_locked(broken):
            logger.warning("%d messages could not be written: %s", len(drafts), broken)
            return [busy(draft) for draft in drafts]
    except Exception:
        logger.exception("a batch of %d messages failed", len(drafts))
    if len(drafts) == 1:
        return [busy(drafts[0])]
    return _written_apart(drafts)


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
    for (_, done), outcome in zip(tickets, outcomes, strict=True):
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
