"""One socket without a server: what goes in, what comes out, who is let go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import pytest

from zhanggui.foundation.live import sockets
from zhanggui.foundation.live.sockets import (
    LOGGED_OUT,
    QUEUE_FRAMES,
    RESTARTING,
    TOO_SLOW,
    Frame,
    Socket,
    parsed,
    serve_socket,
)

Message = MutableMapping[str, Any]


class Line:
    """The server's side of a connection, in memory. With `stalled` the client does not read."""

    def __init__(self) -> None:
        self.coming: asyncio.Queue[Message] = asyncio.Queue()
        self.gone: list[Message] = []
        self.flows = asyncio.Event()
        self.flows.set()
        self.coming.put_nowait({"type": "websocket.connect"})

    async def receive(self) -> Message:
        return await self.coming.get()

    async def send(self, message: Message) -> None:
        await self.flows.wait()
        self.gone.append(message)

    def write(self, text: str | None) -> None:
        self.coming.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self) -> None:
        self.coming.put_nowait({"type": "websocket.disconnect", "code": 1005})

    @property
    def frames(self) -> list[Frame]:
        return [orjson.loads(message["text"]) for message in self.gone if message["type"] == "websocket.send"]

    @property
    def close_code(self) -> int | None:
        return next((message["code"] for message in self.gone if message["type"] == "websocket.close"), None)


class Echo:
    """A caller that answers every frame, fails when it is told to, and notes that it was closed."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.taken: list[Frame] = []
        self.was_closed = False

    async def opened(self) -> None:
        self.socket.send({"is": "hello"})

    def frame(self, frame: Frame) -> None:
        self.taken.append(frame)
        if frame.get("do") == "fail":
            raise RuntimeError("on purpose")
        self.socket.send({"is": "echo", "frame": frame})

    def closed(self) -> None:
        self.was_closed = True


Talk = Callable[[Line, Socket, Echo], Awaitable[None]]


def talk(story: Talk) -> tuple[Line, Echo]:
    """Plays a story on an open socket, to its end."""

    async def play() -> tuple[Line, Echo]:
        line = Line()
        socket = Socket(line.send)
        echo = Echo(socket)
        serving = asyncio.create_task(serve_socket(socket, echo, line.receive, line.send))
        await settle()
        await story(line, socket, echo)
        await asyncio.wait_for(serving, 5)
        return line, echo

    return asyncio.run(play())


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "text", [None, "", "no json", "[1]", "17", '"text"', "null", "{", '{"a":"\\ud800"}', '{"a":1e999}']
)
def test_what_is_no_object_is_no_frame(text: str | None) -> None:
    assert parsed(text) is None


def test_an_object_is_a_frame() -> None:
    assert parsed('{"do":"ping"}') == {"do": "ping"}


def test_a_bad_frame_is_refused_and_the_socket_stays_open() -> None:
    async def story(line: Line, _socket: Socket, _echo: Echo) -> None:
        for text in (None, "no json", "[]"):
            line.write(text)
        line.write('{"do":"ping"}')
        await settle()
        line.hang_up()

    line, echo = talk(story)
    assert [frame["is"] for frame in line.frames] == ["hello", "refused", "refused", "refused", "echo"]
    assert {frame["code"] for frame in line.frames if frame["is"] == "refused"} == {"bad_frame"}
    assert echo.was_closed


def test_a_frame_that_fails_costs_nobody_the_line() -> None:
    async def story(line: Line, _socket: Socket, _echo: Echo) -> None:
        line.write('{"do":"fail","id":"message-1"}')
        line.write('{"do":"ping"}')
        await settle()
        line.hang_up()

    line, _ = talk(story)
    _, refused, echo = line.frames
    assert (refused["is"], refused["id"], refused["code"]) == ("refused", "message-1", "busy")
    assert echo["is"] == "echo"


def test_who_reads_too_slowly_is_let_go_without_a_gap() -> None:
    """What the client did get is a beginning of what was sent: it goes on from there."""

    async def story(line: Line, socket: Socket, _echo: Echo) -> None:
        line.flows.clear()
        for number in range(QUEUE_FRAMES + 10):
            socket.send({"n": number})
        assert not socket.is_open
        line.flows.set()
        await settle()
        line.hang_up()

    line, echo = talk(story)
    numbers = [frame["n"] for frame in line.frames if "n" in frame]
    assert numbers == list(range(len(numbers)))
    assert line.close_code == TOO_SLOW
    assert echo.was_closed


def test_nothing_is_sent_after_the_close() -> None:
    async def story(line: Line, socket: Socket, _echo: Echo) -> None:
        socket.send({"n": 1})
        socket.close(LOGGED_OUT)
        socket.send({"n": 2})
        socket.close(RESTARTING)
        await settle()
        line.hang_up()

    line, _ = talk(story)
    assert [frame["n"] for frame in line.frames if "n" in frame] == [1]
    assert [message["type"] for message in line.gone].count("websocket.close") == 1
    assert line.close_code == LOGGED_OUT


def test_whose_login_ended_is_not_heard_any_more() -> None:
    """Also when the client does not read, so that the close cannot reach it."""

    async def story(line: Line, socket: Socket, _echo: Echo) -> None:
        line.flows.clear()
        socket.close(LOGGED_OUT)
        line.write('{"do":"send","text":"still here"}')
        await settle()

    _, echo = talk(story)
    assert echo.taken == []
    assert echo.was_closed


def test_when_the_server_stops_everybody_is_told_to_come_again() -> None:
    async def story(line: Line, _socket: Socket, _echo: Echo) -> None:
        sockets.close_all()
        await settle()
        line.hang_up()

    line, _ = talk(story)
    assert line.close_code == RESTARTING
    assert not sockets._open
