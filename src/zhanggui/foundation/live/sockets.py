"""One WebSocket of a client: frames in, frames out, a bounded queue between."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, Protocol

import orjson
from django.utils.translation import gettext

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Any, Receive, Any], Awaitable[None]]
Frame = dict[str, Any]

QUEUE_FRAMES: Final = 2_000
RESTARTING, TOO_SLOW, LOGGED_OUT = 1012, 1013, 4401

logger = logging.getLogger(__name__)


class Caller(Protocol):
    """What a room does with a socket of its own."""

    async def opened(self) -> None: ...

    def frame(self, frame: Frame) -> None:
        """Takes one frame. Must not block: slow work goes to a task or a queue."""

    def closed(self) -> None: ...


class Socket:
    """The sending side. `send` never waits; a client that reads too slowly is let go and resumes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._frames: deque[str] = deque()
        self._code: int | None = None
        self._idle: asyncio.Future[None] | None = None
        self.is_open = True

    def send(self, frame: Frame) -> None:
        self.send_encoded(orjson.dumps(frame).decode())

    def send_encoded(self, frame: str) -> None:
        if not self.is_open:
            return
        if len(self._frames) >= QUEUE_FRAMES:
            self._frames.clear()
            self.close(TOO_SLOW)
            return
        self._frames.append(frame)
        self._stir()

    def close(self, code: int) -> None:
        """Closes after what is queued already."""
        if self.is_open:
            self.is_open = False
            self._code = code
            self._stir()

    def _stir(self) -> None:
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    async def pump(self) -> None:
        """Sends what is queued until the close code is reached."""
        while True:
            while self._frames:
                await self._send({"type": "websocket.send", "text": self._frames.popleft()})
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
                return
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle


_open: set[Socket] = set()


def close_all() -> None:
    """The server stops: clients connect again elsewhere and resume."""
    for socket in tuple(_open):
        socket.close(RESTARTING)


async def serve_socket(socket: Socket, caller: Caller, receive: Receive, send: Send) -> None:
    """Runs an authenticated socket until either side ends it."""
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    _open.add(socket)
    pump = asyncio.create_task(socket.pump())
    try:
        await caller.opened()
        await _take_frames(socket, caller, receive)
    finally:
        _open.discard(socket)
        caller.closed()
        socket.is_open = False
        # A pump that has the close code left to send gets a moment; any other is of no use now.
        await asyncio.wait([pump], timeout=1)
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


async def _take_frames(socket: Socket, caller: Caller, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            socket.close(1000)
            return
        if not socket.is_open:  # its login ended, or it reads too slowly to be told so
            return
        frame = parsed(message.get("text"))
        if frame is None:
            socket.send(
                {"is": "refused", "id": None, "code": "bad_frame", "say": gettext("不是一个 JSON 对象")}
            )
            continue
        try:
            caller.frame(frame)
        except Exception:
            # One bad frame must not cost the client its line, nor the others theirs.
            logger.exception("a frame failed: %s", frame.get("do"))
            named = frame.get("id")
            socket.send(
                {
                    "is": "refused",
                    "id": named if isinstance(named, str) else None,
                    "code": "busy",
                    "say": gettext("没有写成,请重试"),
                }
            )


def parsed(text: str | None) -> Frame | None:
    """The frame, or None for anything that is not a JSON object in a text frame."""
    try:
        frame = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        return None
    return frame if isinstance(frame, dict) else None


async def refuse(receive: Receive, send: Send) -> None:
    """Answers the upgrade with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})
