"""The batched writer: while one commit is under way the next batch gathers.

A lane is a thread with its own database connection. A conversation always takes the same lane, so
what one sender sends stays in order.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.db import InterfaceError, OperationalError

from zhanggui.conversations.actions import Draft, Outcome, Refused, mark_read, record_messages
from zhanggui.foundation.clock import now
from zhanggui.foundation.live.database import with_fresh_line

Done = Callable[[Outcome], None]
Ticket = tuple[Draft, Done]
Reading = tuple[int, str, int]  # conversation, side, position

WAITING = 20_000  # drafts that a lane may hold before it says "busy"
logger = logging.getLogger(__name__)


def busy(draft: Draft) -> Refused:
    return Refused(draft.conversation_id, draft.client_id, "busy", "现在写不进去,稍后会再试")


class Lane:
    def __init__(self, loop: asyncio.AbstractEventLoop, batch: int, name: str) -> None:
        self._loop = loop
        self._batch = batch
        self._tickets: queue.SimpleQueue[Ticket | Reading] = queue.SimpleQueue()
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
            self._write([ticket for ticket in batch if len(ticket) == 2])
            # The furthest of each side counts: two pages of one reader may be at different places.
            self._mark({ticket[:2]: ticket[2] for ticket in sorted(one for one in batch if len(one) == 3)})

    def _write(self, tickets: list[Ticket]) -> None:
        if not tickets:
            return
        outcomes = written([draft for draft, _ in tickets])
        self._loop.call_soon_threadsafe(_deliver, tickets, outcomes)

    def _mark(self, readings: dict[tuple[int, str], int]) -> None:
        for (conversation_id, side), position in readings.items():
            try:
                with_fresh_line(
                    partial(mark_read, conversation_id=conversation_id, side=side, position=position)
                )
            except Exception:
                logger.exception("a read mark was not written")


def written(drafts: list[Draft]) -> list[Outcome]:
    """One commit for all; when that fails for a reason that is not the line's, one commit each, so
    that a bad draft costs nobody else his message. Safe to repeat: a client id is written once."""
    try:
        return with_fresh_line(partial(record_messages, drafts, at=now()))
    except (OperationalError, InterfaceError) as broken:
        logger.warning("%d messages could not be written: %s", len(drafts), broken)
        return [busy(draft) for draft in drafts]
    except Exception:
        logger.exception("a batch of %d messages failed", len(drafts))
        return (
            [busy(drafts[0])] if len(drafts) == 1 else [one for draft in drafts for one in written([draft])]
        )


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
