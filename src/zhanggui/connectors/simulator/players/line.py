"""A client of the wire (docs/wire.md) that loses nothing: players, stories and benchmarks speak it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Frame = dict[str, Any]


def encoded(frame: Frame) -> str:
    return orjson.dumps(frame).decode()


@dataclass
class Reader:
    """What one reader has seen of one conversation, in the order it came."""

    items: list[Frame] = field(default_factory=list)
    doubles: int = 0
    gaps: int = 0

    @property
    def last(self) -> int:
        return self.items[-1]["position"] if self.items else 0

    def take(self, items: list[Frame]) -> bool:
        """Adds what is next; false when something between is missing."""
        for item in items:
            if item["position"] <= self.last:
                self.doubles += 1
            elif item["position"] == self.last + 1:
                self.items.append(item)
            else:
                self.gaps += 1
                return False
        return True


class Client:
    """One socket, kept up for ever: connects again, resumes, sends again what was not acknowledged."""

    def __init__(self, url: Callable[[], str], cookie: str, seed: int = 0) -> None:
        self.url = url
        self.cookie = cookie
        self.chance = random.Random(seed)  # noqa: S311 - spreads out retries and makes ids, no secret
        self.readers: dict[int, Reader] = {}
        self.outbox: dict[str, Frame] = {}
        self.saved: dict[str, tuple[int, int]] = {}
        self.refused: list[Frame] = []
        self.desk: dict[int, Frame] = {}
        self.hello: Frame = {}
        self.connections = 0
        self.on_frame: Callable[[Frame], None] | None = None
        self._line: ClientConnection | None = None
        self._stopping = False
        self._pause: asyncio.Task[None] | None = None
        self._outcomes: dict[str, asyncio.Future[Frame]] = {}
        self.news = asyncio.Event()  # set by every frame; whoever waits for one clears it first

    async def run(self) -> None:
        delay = 0.1
        while not self._stopping:
            try:
                async with connect(
                    self.url(),
                    additional_headers={"Cookie": self.cookie},
                    compression=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as line:
                    if self._is_stopping():  # asked to while the line was being opened
                        return
                    self._line = line
                    self.connections += 1
                    delay = 0.1
                    await self._resume(line)
                    async for text in line:
                        await self._take(line, orjson.loads(text))
            except (OSError, WebSocketException, TimeoutError):
                pass
            self._line = None
            if not self._stopping:
                await asyncio.sleep(delay * (0.5 + self.chance.random()))
                delay = min(delay * 2, 2.0)

    def _is_stopping(self) -> bool:
        return self._stopping

    async def _resume(self, line: ClientConnection) -> None:
        for conversation, reader in self.readers.items():
            await line.send(encoded({"do": "follow", "conversation": conversation, "after": reader.last}))
        for frame in tuple(self.outbox.values()):
            await line.send(encoded(frame))

    async def _take(self, line: ClientConnection, frame: Frame) -> None:
        kind = frame["is"]
        if kind == "hello":
            self.hello = frame
            conversation = frame["you"].get("conversation")
            if conversation and conversation not in self.readers:
                self.readers[conversation] = Reader()
                await line.send(encoded({"do": "follow", "after": 0}))
        elif kind == "messages" and frame["conversation"] is not None:
            reader = self.readers.setdefault(frame["conversation"], Reader())
            if not reader.take(frame["items"]):
                follow = {"do": "follow", "conversation": frame["conversation"], "after": reader.last}
                await line.send(encoded(follow))
        elif kind == "saved":
            self.saved[frame["id"]] = (frame["conversation"], frame["position"])
            self.outbox.pop(frame["id"], None)
            self._settle(frame)
        elif kind == "refused":
            await self._refused(frame)
        elif kind == "desk":
            if frame.get("whole"):
                self.desk.clear()
            self.desk.update({row["conversation"]: row for row in frame["rows"]})
        if self.on_frame:
            self.on_frame(frame)
        self.news.set()

    async def _refused(self, frame: Frame) -> None:
        if frame["code"] in {"busy", "too_fast"} and frame["id"] in self.outbox:
            if self._pause is None:
                self._pause = asyncio.create_task(self._send_again())
            return
        if frame["id"] in self.saved:
            return  # said twice over two lines: the first was taken, and the second came too fast
        self.refused.append(frame)
        self.outbox.pop(frame["id"], None)
        self._settle(frame)

    def _settle(self, frame: Frame) -> None:
        waiting = self._outcomes.pop(frame["id"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    async def _send_again(self) -> None:
        """After a breath everything that is not acknowledged goes out again, in order."""
        await asyncio.sleep(0.5)
        self._pause = None
        for frame in tuple(self.outbox.values()):
            await self._try(frame)

    async def send(
        self,
        text: str,
        conversation: int | None = None,
        *,
        reason: str = "",
        waiting: asyncio.Future[Frame] | None = None,
    ) -> str:
        """Sends, or keeps until there is a line; the message's id."""
        frame: Frame = {"do": "send", "id": str(uuid.UUID(int=self.chance.getrandbits(128))), "text": text}
        if conversation is not None:
            frame["conversation"] = conversation
        if reason:
            frame["reason"] = reason
        if waiting is not None:
            self._outcomes[frame["id"]] = waiting
        self.outbox[frame["id"]] = frame
        if self._pause is None:
            await self._try(frame)
        return str(frame["id"])

    async def say(
        self, text: str, conversation: int | None = None, *, patience: float, reason: str = ""
    ) -> Frame:
        """Sends and waits for what becomes of it: `saved` or `refused`. TimeoutError: nothing yet."""
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        sent = await self.send(text, conversation, reason=reason, waiting=waiting)
        try:
            return await asyncio.wait_for(waiting, patience)
        finally:
            self._outcomes.pop(sent, None)

    async def heard(self, patience: float) -> bool:
        """Waits for the next frame; false when none came."""
        self.news.clear()
        try:
            await asyncio.wait_for(self.news.wait(), patience)
        except TimeoutError:
            return False
        return True

    async def leave(self, conversation: int) -> None:
        """No more of this conversation; what was read of it is forgotten."""
        if self.readers.pop(conversation, None) is not None:
            await self._try({"do": "leave", "conversation": conversation})

    async def follow(self, conversation: int) -> None:
        self.readers.setdefault(conversation, Reader())
        await self._try(
            {"do": "follow", "conversation": conversation, "after": self.readers[conversation].last}
        )

    async def _try(self, frame: Frame) -> None:
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError, WebSocketException):
                await line.send(encoded(frame))

    @property
    def has_line(self) -> bool:
        return self._line is not None

    def drop(self) -> None:
        """The network goes away without a word."""
        if self._line is not None:
            self._line.transport.abort()

    async def stop(self) -> None:
        self._stopping = True
        if self._line is not None:
            await self._line.close()
