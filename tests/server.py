"""A real web process on the tests' own database, and plain lines to it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.cast import client_of, database_url, visitor_header
from zhanggui.shops.queries import ShopCard, StaffCard

Frame = dict[str, Any]
PATIENCE_SECONDS = 30.0

# The shipped process, with a quicker pulse so that nobody has to wait for absences.
_PROGRAM = """
import sys
import zhanggui.config.asgi
from zhanggui.conversations.live import desks, visitors
from zhanggui.config.web import serve
from zhanggui.foundation.live import carrier
if "quick" in sys.argv:
    desks.BEAT_SECONDS = desks.LOGIN_SECONDS = 0.5
    carrier.LOOK_SECONDS = 0.2
    desks.NOTICE_SECONDS = visitors.PRESENCE_SECONDS = visitors.BEGUN_SECONDS = 0.2
if "far" in sys.argv:  # everybody seems to come from one address that is not ours
    from zhanggui.conversations.rules import manners
    manners._OUR_OWN = ()
serve(int(sys.argv[1]))
"""


@dataclass(frozen=True)
class Server:
    host: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://{self.host}"

    def visitor(self, shop: ShopCard, name: str = "小米粥") -> AbstractContextManager[Line]:
        cookies = "; ".join(f"{key}={value}" for key, value in visitor_header(shop, name).items())
        return self.line(f"/chat/{shop.slug}/live", cookies)

    def staff(self, staff: StaffCard, *, through: str = "") -> AbstractContextManager[Line]:
        """`through`: another host and port from which one gets here."""
        return self.line("/live", staff_cookie(staff), through=through)

    @contextlib.contextmanager
    def line(
        self, path: str, cookies: str = "", origin: str | None = None, *, through: str = ""
    ) -> Iterator[Line]:
        headers = [("Cookie", cookies)] if cookies else []
        if origin is not None:
            headers.append(("Origin", origin))
        with connect(
            f"ws://{through or self.host}{path}",
            additional_headers=headers,
            compression=None,
            open_timeout=PATIENCE_SECONDS,
            close_timeout=1,
            max_size=None,
            max_queue=None,  # who does not listen for a while still answers pings, as a browser does
        ) as opened:
            yield Line(opened)

    def page(self, path: str, staff: StaffCard) -> str:
        asked = urllib.request.Request(self.address + path, headers={"Cookie": staff_cookie(staff)})  # noqa: S310
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own
            return str(answer.read().decode())

    def refuses(self, path: str, cookies: str = "", origin: str | None = None) -> int:
        """The status with which an upgrade is refused; 101 when it is not."""
        try:
            with self.line(path, cookies, origin):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code


def staff_cookie(staff: StaffCard) -> str:
    key = client_of(staff).session.session_key
    assert SessionStore().exists(str(key))
    return f"{settings.SESSION_COOKIE_NAME}={key}"


@dataclass
class Line:
    """One socket: what it says, and all that it has heard, in order."""

    socket: ClientConnection
    heard: list[Frame] = field(default_factory=list)
    _seen: int = 0

    def say(self, do: str, **frame: Any) -> None:
        self.socket.send(json.dumps({"do": do, **frame}, ensure_ascii=False))

    def next(self, kind: str, **wanted: Any) -> Frame:
        """The next frame of this kind with these fields, after the one that was asked for last."""
        return self._next((kind,), wanted)

    def one_of(self, *kinds: str) -> Frame:
        return self._next(kinds, {})

    def answer(self, message: str) -> Frame:
        """What becomes of a message: saved or refused."""
        return self._next(("saved", "refused"), {"id": message})

    def _next(self, kinds: tuple[str, ...], wanted: Frame) -> Frame:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            while self._seen < len(self.heard):
                frame = self.heard[self._seen]
                self._seen += 1
                if frame["is"] in kinds and all(frame.get(key) == value for key, value in wanted.items()):
                    return frame
            self._hear(until, f"no {kinds} {wanted}")

    def _hear(self, until: float, missing: str) -> None:
        try:
            self.heard.append(json.loads(self.socket.recv(timeout=max(0.001, until - time.monotonic()))))
        except TimeoutError:
            raise AssertionError(f"{missing} among {self.heard}") from None

    def settled(self, seconds: float = 0.4) -> list[Frame]:
        """All that comes until nothing has come for this long."""
        before = len(self.heard)
        with contextlib.suppress(TimeoutError):
            while True:
                self.heard.append(json.loads(self.socket.recv(timeout=seconds)))
        self._seen = len(self.heard)
        return self.heard[before:]

    def closed_with(self, seconds: float = PATIENCE_SECONDS) -> int:
        until = time.monotonic() + seconds
        try:
            while True:
                self._hear(until, "no close")
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def items(self) -> list[Frame]:
        """Every message heard, in the order it came."""
        return [item for frame in self.heard if frame["is"] == "messages" for item in frame["items"]]

    def reaches(self, position: int, seconds: float = PATIENCE_SECONDS) -> list[Frame]:
        """The messages, once the one at this position is there."""
        until = time.monotonic() + seconds
        while not any(item["position"] >= position for item in self.items()):
            self._hear(until, f"no message at {position}")
        return self.items()


@contextlib.contextmanager
def serving(folder: Path, *, quick: bool = True, far: bool = False, redis: str = "") -> Iterator[Server]:
    """The web process; whatever it logs as an error fails whoever used it."""
    environment = os.environ | {"DATABASE_URL": database_url(), "ZHANGGUI_SECRET_KEY": settings.SECRET_KEY}
    environment |= {"REDIS_URL": redis} if redis else {}
    log = folder / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as out:
        handle = listening.fileno()
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(handle), "quick" if quick else "as shipped", "far" * far],
            pass_fds=(handle,),
            env=environment,
            stdout=out,
            stderr=out,
        )
        server = Server(f"127.0.0.1:{listening.getsockname()[1]}", log, process)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(20)
    wrong = [line for line in log.read_text().splitlines() if " ERROR " in line or "Traceback" in line]
    assert not wrong, log.read_text()


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.address}/healthz", timeout=5).read()  # noqa: S310 - our own
        except OSError:  # not there yet, or busy with starting
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(server.log.read_text())
