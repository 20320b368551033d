"""A real server with the demo shop, and a real Chromium in which any complaint of the console fails."""

from __future__ import annotations

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
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    WebSocketRoute,
    expect,
    sync_playwright,
)

from zhanggui.config import doctor
from zhanggui.config.tests.database import database_for_program
from zhanggui.connectors.mail.tests.peers import PASSWORD, SHOP

CHROMIUM = doctor.browser() or "chromium"
# The switch replaces Playwright's own, so what Playwright turns off for good reasons stands here too.
_NOT_NEEDED = (
    # Each window would start two renderers for the popups of an address bar that nobody sees, and one to
    # spare: more than half of the processor time of opening a page.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=" + ",".join(_NOT_NEEDED),
]
START_SECONDS = 90
PATIENCE_MS = 20_000  # the machine may be busy; whoever waits for what comes at once waits no longer for it
_COMMAND = (
    sys.executable,
    "-c",
    "import sys; from zhanggui.config.cli import main; sys.exit(main(sys.argv[1:]))",
)
# One process for all that a house's tests do beside it: each new one would read Django anew for two seconds.
_HAND = """
import json, sys, traceback
import django
django.setup()
from django.db import connections
for line in sys.stdin:
    try:
        exec(json.loads(line), {})
        said = "done"
    except Exception:
        said = json.dumps(traceback.format_exc())
    connections.close_all()
    print(said, file=sys.__stdout__, flush=True)
"""
_OTHERS = {"REDIS_URL", "ZHANGGUI_DEBUG", "ZHANGGUI_HTTPS"}


expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class House:
    """The running program: where it answers, and the password of the demo shop's staff."""

    address: str
    password: str
    settings: dict[str, str]
    hand: subprocess.Popen[str]
    imap_port: int
    smtp_port: int

    def manage(self, code: str) -> None:
        """Runs Python beside the program, for what no page can set yet."""
        assert self.hand.stdin is not None
        assert self.hand.stdout is not None
        self.hand.stdin.write(json.dumps(code) + "\n")
        self.hand.stdin.flush()
        said = self.hand.stdout.readline().strip()
        assert said == "done", said

    def routes(self, *, automatic: bool) -> None:
        """Whether who waits is given out, or taken; most tests name who takes whom."""
        with psycopg.connect(self.settings["DATABASE_URL"]) as line:
            line.execute("DELETE FROM shops_shopsetting WHERE key = 'routing.automatic'")
            line.execute(
                "INSERT INTO shops_shopsetting (shop_id, key, value, valid_from, by_name)"
                " SELECT id, 'routing.automatic', %s, now() - interval '1 day', '' FROM shops_shop",
                [str(int(automatic))],
            )

    def url(self, path: str) -> str:
        return self.address + path


@pytest.fixture(scope="package")
def house(django_db_setup: None) -> Generator[House]:  # noqa: ARG001 - what the first makes is copied
    """For this folder's tests only: also a program that nobody asks anything has its rounds to make."""
    data = Path(tempfile.mkdtemp(prefix="zhanggui-browser-"))
    data.chmod(0o755)  # PostgreSQL runs as another account when we are root
    settings = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    settings |= {"ZHANGGUI_DATA": str(data), "ZHANGGUI_PORT": str(_free_port()), "ZHANGGUI_DEMO": "1"}
    settings |= {"ZHANGGUI_SIMULATE": "0", "DATABASE_URL": database_for_program()}
    settings |= {"PYTHONUNBUFFERED": "1"}
    imap_port, smtp_port = _free_port(), _free_port()  # nobody answers there before a test does
    settings |= {
        "ZHANGGUI_MAIL_SHOP": "demo",
        "ZHANGGUI_MAIL_ADDRESS": SHOP,
        "ZHANGGUI_MAIL_PASSWORD": PASSWORD,
        "ZHANGGUI_MAIL_IMAP": f"imap+plain://127.0.0.1:{imap_port}",
        "ZHANGGUI_MAIL_SMTP": f"smtp+plain://127.0.0.1:{smtp_port}",
    }
    said = data / "said.txt"
    with said.open("w") as output:
        program = subprocess.Popen([*_COMMAND, "run"], env=settings, stdout=output, stderr=output)
    try:
        address, password = _started(program, said)
        with _hand(settings) as hand:
            running = House(address, password, settings, hand, imap_port, smtp_port)
            running.routes(automatic=False)
            yield running
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


def _hand(settings: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _HAND]
    return subprocess.Popen(command, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(program: subprocess.Popen[bytes], said: Path) -> tuple[str, str]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and program.poll() is None:
        text = said.read_text()
        address, password = re.search(r"http://[^/\s]+", text), re.search(r"密码 (\S+)", text)
        if address and password and "Ctrl-C" in text:
            return address[0], password[1]
        time.sleep(0.1)
    pytest.fail(f"the program did not start:\n{said.read_text()}")


@pytest.fixture(scope="package")
def browser() -> Generator[Browser]:
    """For this folder's tests only: while it is there an event loop runs in this thread, in which nobody
    else's tests could ask the database."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield running
        running.close()


@dataclass
class Windows:
    """Browser contexts, of which the next test uses again what one has given back: a new one would fetch and
    compile all our scripts anew, which costs more than the test itself. Only those stay: a context is given
    out without cookies, without anything that pages kept, and without pages."""

    browser: Browser
    address: str
    _free: dict[str, list[BrowserContext]] = field(default_factory=dict)
    _taken: list[tuple[str, BrowserContext]] = field(default_factory=list)

    def take(self, **options: Any) -> BrowserContext:
        kind = repr(sorted(options.items()))
        free = self._free.setdefault(kind, [])
        if not free:
            made = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
            made.set_default_timeout(PATIENCE_MS)
            free.append(made)
        context = free.pop()
        self._taken.append((kind, context))
        return context

    def take_back(self) -> None:
        """All that were taken. What a test has closed itself, or left without a page, is not used again."""
        for kind, context in self._taken:
            if context.pages:
                self._empty(context)
                self._free[kind].append(context)
            else:
                context.close()
        self._taken.clear()

    def _empty(self, context: BrowserContext) -> None:
        last, *others = context.pages
        for page in others:
            page.close()
        last.unroute_all()
        last.goto("about:blank")  # from here on nobody writes down anything more
        hand = context.new_cdp_session(last)
        hand.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
        last.close()
        context.unroute_all()
        context.clear_cookies()


@pytest.fixture(scope="package")
def windows(browser: Browser, house: House) -> Windows:
    return Windows(browser, house.address)


@dataclass
class Line:
    """The socket of one page, which a test can cut. While it is cut, every new try fails too."""

    open: list[tuple[WebSocketRoute, WebSocketRoute]] = field(default_factory=list)
    is_cut: bool = False

    def take(self, page_side: WebSocketRoute) -> None:
        if self.is_cut:
            page_side.close(code=1012)
            return
        self.open.append((page_side, page_side.connect_to_server()))

    def cut(self) -> None:
        self.is_cut = True
        for page_side, server_side in self.open:
            server_side.close(code=1000)
            page_side.close(code=1012)
        self.open.clear()

    def mend(self) -> None:
        self.is_cut = False


# The browser, and htmx, name every such answer, however well the page takes it. So they do a line that a busy
# machine did not open in time, which is tried again; and a line that a test cuts while a word is under way.
_TAKEN_WELL = re.compile(
    r"status of 401|Error Code 401|closed before the connection is established|already in CLOSING or CLOSED"
)


@dataclass
class People:
    """Opens pages for staff and visitors; remembers what their consoles complained about."""

    windows: Windows
    house: House
    logins: dict[str, StorageState]
    complaints: list[str] = field(default_factory=list)

    def context(self, kept: StorageState | None = None, **options: Any) -> BrowserContext:
        context = self.windows.take(**options)
        if kept:
            context.add_cookies(kept["cookies"])
        return context

    def page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        # What the server answers with 400 and more, to pages or scripts, the console says too: to be told
        # of every single answer would cost a part of opening each page.
        page.on("console", lambda said: self._complain(said.type, f"{said.text} {said.location['url']}"))
        page.on("pageerror", lambda error: self._complain("error", str(error)))
        return page

    def agent(self, login: str = "linxiao", **options: Any) -> Page:
        """A member of staff in the workspace."""
        page = self.staff("/reception/", login, **options)
        page.locator("ol.queue > li").first.wait_for()
        return page

    def staff(self, path: str, login: str = "linxiao", **options: Any) -> Page:
        """A member of staff at one page; `path` may be an address too. Not by way of the workspace: that is
        the dearest page of all, and makes whoever opens it be there for buyers."""
        kept = self.logins.get(login)
        address = path if path.startswith("http") else self.house.url(path)
        options.setdefault("viewport", {"width": 1280, "height": 720})
        page = self.page(self.context(kept, **options))
        page.goto(address)
        if kept is None:
            page.get_by_label("登录名").fill(login)
            page.get_by_label("密码").fill(self.house.password)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(lambda now: "/login" not in now)
            self.logins[login] = page.context.storage_state()
        return page

    def visitor(self, line: Line | None = None, **options: Any) -> Page:
        """A buyer on a phone."""
        page = self.page(self.context(viewport={"width": 390, "height": 844}, has_touch=True, **options))
        if line:
            page.route_web_socket("**/live", line.take)
        page.goto(self.house.url("/chat/demo"))
        page.locator(".there, .nobody").filter(visible=True).first.wait_for()
        return page

    def _complain(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not _TAKEN_WELL.search(text):
            self.complaints.append(f"{kind}: {text}")


@pytest.fixture(scope="package")
def logins() -> dict[str, StorageState]:
    """The cookies of whoever has logged in once: a good password hash takes its time."""
    return {}


@pytest.fixture
def people(windows: Windows, house: House, logins: dict[str, StorageState]) -> Iterator[People]:
    everybody = People(windows, house, logins)
    yield everybody
    windows.take_back()
    assert everybody.complaints == []
