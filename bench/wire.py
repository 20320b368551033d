"""A client of the wire (docs/wire.md) that loses nothing: what the stories and the benchmark speak."""

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
        self.chance = random.Random(seed)
        self.readers: dict[int, Reader] = {}
        self.outbox: dict[str, Frame] = {}
        self.saved: dict[str, tuple[int, int]] = {}
        self.refused: list[Frame] = []
        self.desk: dict[int, Frame] = {}
        self.connections = 0
        self.on_frame: Callable[[Frame], None] | None = None
        self._line: ClientConnection | None = None
        self._stopping = False
        self._pause: asyncio.Task[None] | None = None

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
                    if self._stopping:  # asked to while the line was being opened
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

    async def _resume(self, line: ClientConnection) -> None:
        for conversation, reader in self.readers.items():
            await line.send(encoded({"do": "follow", "conversation": conversation, "after": reader.last}))
        for frame in tuple(self.outbox.values()):
            await line.send(encoded(frame))

    async def _take(self, line: ClientConnection, frame: Frame) -> None:
        kind = frame["is"]
        if kind == "hello":
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
        elif kind == "refused":
            await self._refused(frame)
        elif kind == "desk":
            if frame.get("whole"):
                self.desk.clear()
            self.desk.update({row["conversation"]: row for row in frame["rows"]})
        if self.on_frame:
            self.on_frame(frame)

    async def _refused(self, frame: Frame) -> None:
        if frame["code"] in {"busy", "too_fast"} and frame["id"] in self.outbox:
            if self._pause is None:
                self._pause = asyncio.create_task(self._send_again())
            return
        self.refused.append(frame)
        self.outbox.pop(frame["id"], None)

    async def _send_again(self) -> None:
        """After a breath everything that is not acknowledged goes out again, in order."""
        await asyncio.sleep(0.5)
        self._pause = None
        for frame in tuple(self.outbox.values()):
            await self._try(frame)

    async def send(self, text: str, conversation: int | None = None) -> str:
        """Sends, or keeps until there is a line; the message's id."""
        frame: Frame = {"do": "send", "id": str(uuid.UUID(int=self.chance.getrandbits(128))), "text": text}
        if conversation is not None:
            frame["conversation"] = conversation
        self.outbox[frame["id"]] = frame
        if self._pause is None:
            await self._try(frame)
        return str(frame["id"])

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

    def drop(self) -> None:
        """The network goes away without a word."""
        if self._line is not None:
            self._line.transport.abort()

    async def stop(self) -> None:
        self._stopping = True
        if self._line is not None:
            await self._line.close()
