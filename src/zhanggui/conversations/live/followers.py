"""Who follows which conversation on this process, and how each is kept exact.

A follower knows the last position that it was sent and takes only the next one. Whatever else comes
(a gap, an event without its text, a broken line) is answered by reading on from there, so a reader
sees every message once and in order, however the events travelled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import islice
from typing import ParamSpec, TypeVar

import orjson
from django.db import InterfaceError, OperationalError

from zhanggui.conversations import queries
from zhanggui.conversations.queries import CATCH_UP, PAGE, ConversationCard, WireItem
from zhanggui.foundation.live.carrier import Event
from zhanggui.foundation.live.database import in_database
from zhanggui.foundation.live.sockets import Socket

logger = logging.getLogger(__name__)
_RETRY_SECONDS = 1.0
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Follower:
    """One socket's place in one conversation."""

    def __init__(self, socket: Socket, conversation_id: int) -> None:
        self.socket = socket
        self.conversation_id = conversation_id
        self.last = 0
        self.heard = 0  # the highest position that an event spoke of
        self._reading = True  # until the first catch-up is through
        self._task: asyncio.Task[None] | None = None
        self._card: ConversationCard | None = None

    def start(self, after: int | None) -> None:
        followers_of.setdefault(self.conversation_id, set()).add(self)
        self._task = asyncio.create_task(self._begin(after))

    def stop(self) -> None:
        others = followers_of.get(self.conversation_id)
        if others:
            others.discard(self)
            if not others:
                del followers_of[self.conversation_id]
        if self._task:
            self._task.cancel()

    def offer(self, first: int, last: int, encoded: str) -> None:
        """Takes messages first..last as an encoded frame when they are the next ones."""
        self.heard = max(self.heard, last)
        if self._reading or last <= self.last:
            return
        if first == self.last + 1:
            self.last = last
            self.socket.send_encoded(encoded)
        else:
            self.catch_up()

    def catch_up(self, heard: int = 0) -> None:
        self.heard = max(self.heard, heard)
        if not self._reading:
            self._reading = True
            self._task = asyncio.create_task(self._read_on())

    async def _begin(self, after: int | None) -> None:
        card = await patiently(queries.conversation_card, self.conversation_id)
        if card is None:
            return
        self._card = card
        self.heard = max(self.heard, card.last_position)
        self.last = max(0, card.last_position - PAGE) if after is None else min(after, card.last_position)
        await self._read_on(first=True)

    async def _read_on(self, *, first: bool = False) -> None:
        """Reads from the last position until nothing is missing, then takes events again."""
        behind = False  # the reader was told that more comes
        try:
            while self.socket.is_open:
                items = await patiently(queries.messages_after, self.conversation_id, self.last)
                reached = items[-1]["position"] if items else self.last
                # From here to the end of the loop nothing else can run, so no event slips through.
                # A page that is empty although more was heard of ends it too: never turn in a circle.
                done = not items or (len(items) < CATCH_UP and reached >= self.heard)
                if items or first or behind:
                    self._send(items, first=first, live=done)
                self.last = reached
                first, behind = False, not done
                if done:
                    return
        finally:
            self._reading = False

    def _send(self, items: list[WireItem], *, first: bool, live: bool) -> None:
        frame: WireItem = {
            "is": "messages",
            "conversation": self.conversation_id,
            "items": items,
            "last": items[-1]["position"] if items else self.last,
            "live": live,
        }
        if first and self._card:
            frame["read"] = {"buyer": self._card.read_by_buyer, "staff": self._card.read_by_staff}
            frame["earlier"] = self.last > 0
        self.socket.send(frame)


async def patiently(work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Reads from the database; while that is away the reader waits for it."""
    while True:
        try:
            return await in_database(work, *args, **kwargs)
        except (OperationalError, InterfaceError) as broken:
            logger.warning("a reader waits for the database: %s", broken)
            await asyncio.sleep(_RETRY_SECONDS)


followers_of: dict[int, set[Follower]] = {}


def hear_message(event: Event) -> None:
    """A commit added messages to a conversation."""
    followers = followers_of.get(event["c"])
    if not followers:
        return
    items = event.get("items")
    if not items:
        for follower in tuple(followers):
            follower.catch_up(event["to"])
        return
    encoded = orjson.dumps(
        {
            "is": "messages",
            "conversation": event["c"],
            "items": items,
            "last": items[-1]["position"],
            "live": True,
            "read": event["read"],
        }
    ).decode()
    for follower in tuple(followers):
        follower.offer(items[0]["position"], items[-1]["position"], encoded)


def hear_read(event: Event) -> None:
    frame = orjson.dumps(
        {"is": "read", "conversation": event["c"], "side": event["side"], "position": event["position"]}
    ).decode()
    for follower in tuple(followers_of.get(event["c"], ())):
        follower.socket.send_encoded(frame)


def catch_up_all() -> None:
    """Events may have been missed: everybody reads on."""
    for followers in tuple(followers_of.values()):
        for follower in tuple(followers):
            follower.catch_up()


SWEEP_SECONDS = 2.0
# Events are late when the process is busy, and then sweeping would only make it busier.
SWEPT_AT_ONCE = 50


async def sweep() -> None:
    """Compares what followers have with what is on disk: finds what a lost event did not tell.

    Only who lacks what the sweep before saw already is behind: newer events may be on their way.
    """
    seen: dict[int, int] = {}
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        behind = (
            (follower, position)
            for conversation_id, position in seen.items()
            for follower in tuple(followers_of.get(conversation_id, ()))
            if follower.last < position
        )
        for follower, position in islice(behind, SWEPT_AT_ONCE):
            follower.catch_up(position)
        seen = await in_database(queries.last_positions, tuple(followers_of)) if followers_of else {}
