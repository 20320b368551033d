"""`zhanggui run`: starts PostgreSQL, the web processes and the worker, and keeps them running.

Imports no Django: this process lives as long as the others and only waits.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from zhanggui.config import embedded, environment, running
from zhanggui.config.children import Child
from zhanggui.foundation.failures import UnableTo

_PORTS_TRIED = 20
_BACKLOG = 2048
# About one chat every two minutes; who waits is left to real people for a while.
_LIVING = ("--orders", "600", "--chatting", "0.6", "--leaves", "75")
_LOOK_SECONDS = 0.2
_LOOK_AT_DATABASE_SECONDS = 0.5
_FIRST_ANSWER_SECONDS = 60.0
_WEB_STOP_SECONDS = 8.0  # uvicorn gives its open connections five
_WORKER_STOP_SECONDS = 8.0


class CannotListen(UnableTo):
    """The address is not ours, not allowed, or all the ports are taken."""


class CannotPrepare(UnableTo):
    """The data folder cannot be written, or the migrations failed."""


class _AskedToStop(Exception):  # noqa: N818 - not an error
    """Ctrl-C, or SIGTERM, while starting."""


def listen(host: str, port: int, say: Callable[[str], None]) -> socket.socket:
    """A listening socket on the port, or on the next one that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(_BACKLOG)
        except OSError as refused:
            listening.close()
            if refused.errno != errno.EADDRINUSE:
                raise CannotListen(f"不能监听 {host}:{candidate}: {refused.strerror or refused}") from None
            say(f"端口 {candidate} 被占用, 试下一个")
        else:
            return listening
    raise CannotListen(f"从 {port} 起的 {_PORTS_TRIED} 个端口都被占用, 请用 ZHANGGUI_PORT 换一个")


@dataclass
class Supervisor:
    """One `run`, from the first line on the terminal to the last."""

    data: Path
    host: str
    port: int
    web_processes: int
    database: embedded.Server | None
    simulates: bool = False
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _web: list[Child] = field(default_factory=list, init=False)
    _worker: Child | None = field(default=None, init=False)
    _simulator: Child | None = field(default=None, init=False)
    _listening: socket.socket | None = field(default=None, init=False)
    _look_at_database: float = field(default=0.0, init=False)

    def run(self) -> int:
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            running.take(self.data)
        except OSError as refused:
            mend = f"sudo chown -R $(id -un) '{self.data}'"
            raise CannotPrepare(
                f"数据目录 {self.data} 不能写入: {refused.strerror}。改回来: {mend}"
            ) from None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        running.clear_leftovers(self.data)
        try:
            self._start()
            self._watch()
        except _AskedToStop:
            pass
        finally:
            self._stop_all()
        return 0

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _start(self) -> None:
        began = time.monotonic()
        self._say("掌柜 启动中 ...")
        self._listening = listen(self.host, self.port, self._say)
        if self.database is not None:
            self.database.enter()
            self._say(f"数据库 已启动 ({time.monotonic() - began:.1f} 秒)")
        hints = self._prepare()
        self._start_children(self._listening)
        if self._wait_for_answer():
            self._say(
                f"已就绪 ({time.monotonic() - began:.1f} 秒), 请用浏览器打开:\n\n    {self._address()}\n"
            )
        else:
            self._say(f"{_FIRST_ANSWER_SECONDS:.0f} 秒内没有应答。看上面的日志, 或者运行 zhanggui doctor")
        for line in hints:
            self._say(line)
        if self.simulates:
            self._start_simulator()
        self._say("按 Ctrl-C 停止")

    def _prepare(self) -> list[str]:
        """Migrations, and the demo shop at the very first start, in a process that then ends."""
        hints: list[str] = []
        child = Child("准备", ("prepare",), say=hints.append)
        child.start()
        while child.pid is not None:
            if self._stop.wait(0.05):
                child.ask_to_stop()
                child.wait(_WORKER_STOP_SECONDS)
                raise _AskedToStop
        child.wait(0)
        lines = [line.removeprefix("准备 | ") for line in hints]
        if child.process is not None and child.process.returncode:
            raise CannotPrepare("\n".join([*lines, "数据库没有准备好, 见上面的原因"]))
        return lines

    def _start_children(self, listening: socket.socket) -> None:
        handle = listening.fileno()
        self._web = [
            Child(f"网页 {number}", ("serve", "--fd", str(handle)), say=self._say, handles=(handle,))
            for number in range(1, self.web_processes + 1)
        ]
        self._worker = Child("任务", ("worker",), say=self._say)
        for child in self._children():
            child.start()
        self._note()

    def _start_simulator(self) -> None:
        """After the first answer: whoever waits for a page goes before buyers who are not real."""
        self._simulator = Child("模拟", ("simulate", "--living", *_LIVING), say=self._say, may_end=True)
        self._simulator.start()
        self._note()

    def _wait_for_answer(self) -> bool:
        deadline = time.monotonic() + _FIRST_ANSWER_SECONDS
        while time.monotonic() < deadline:
            if answers(self.host, self._bound_port()):
                return True
            self._look()
            if self._stop.wait(0.1):
                raise _AskedToStop
        return False

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        if self.database is not None and time.monotonic() >= self._look_at_database:
            self._keep_database(self.database)
            self._look_at_database = time.monotonic() + _LOOK_AT_DATABASE_SECONDS
        if any([child.keep_alive() for child in self._children()]):  # noqa: C419 - all of them, not the first
            self._note()

    def _keep_database(self, database: embedded.Server) -> None:
        if database.is_alive():
            return
        self._say("数据库停了, 重新启动")
        try:
            database.start()
        except UnableTo as refused:
            self._say(f"{refused}\n稍后再试")
        else:
            self._say("数据库 已恢复")

    def _stop_all(self) -> None:
        started = bool(self._children())
        if started:
            self._say("正在停止 ...")
        if self._simulator is not None:
            self._simulator.ask_to_stop()
            self._simulator.wait(_WORKER_STOP_SECONDS)
        for child in self._web:
            child.ask_to_stop()
        for child in self._web:
            child.wait(_WEB_STOP_SECONDS)
        if self._worker is not None:
            self._worker.ask_to_stop()
            self._worker.wait(_WORKER_STOP_SECONDS)
        if self.database is not None:
            self.database.leave()
        if self._listening is not None:
            self._listening.close()
        running.forget(self.data)
        if started:
            self._say("已停止")

    def _children(self) -> list[Child]:
        return [*self._web, *(child for child in (self._worker, self._simulator) if child)]

    def _note(self) -> None:
        pids = [child.process.pid for child in self._web if child.process]
        worker = self._worker.process.pid if self._worker and self._worker.process else None
        simulator = self._simulator.process.pid if self._simulator and self._simulator.process else None
        running.note(
            self.data,
            running.Running(
                address=self._address(),
                host=self.host,
                port=self._bound_port(),
                supervisor=os.getpid(),
                web=tuple(pids),
                worker=worker,
                simulator=simulator,
            ),
        )

    def _bound_port(self) -> int:
        return int(self._listening.getsockname()[1]) if self._listening else self.port

    def _address(self) -> str:
        host = reachable_host(self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self._bound_port()}/"

    def _say(self, line: str) -> None:
        # The terminal may be gone (closed window): that must not keep us from stopping the rest.
        with contextlib.suppress(OSError, ValueError):
            print(line, flush=True)


def answers(host: str, port: int) -> bool:
    """Whether a web process answers requests there."""
    connection = http.client.HTTPConnection(reachable_host(host), port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable_host(host: str) -> str:
    """Where a listener on all addresses can be reached from this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared only


class CannotReachDatabase(UnableTo):
    """The PostgreSQL of DATABASE_URL does not answer, or lets us not in."""


def check_database(url: str) -> None:
    """Says in one sentence why a PostgreSQL of one's own does not answer. CannotReachDatabase."""
    import psycopg  # noqa: PLC0415 - only with a PostgreSQL of one's own

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as failure:
        reason = " ".join(str(failure).split())
        raise CannotReachDatabase(f"DATABASE_URL 连不上: {reason}") from None


def run() -> int:
    environment.check_numbers()
    data = environment.data_folder()
    own = environment.value("DATABASE_URL")
    if own:
        check_database(own)
    return Supervisor(
        data=data,
        host=environment.value("ZHANGGUI_HOST"),
        port=environment.number("ZHANGGUI_PORT"),
        web_processes=environment.number("ZHANGGUI_WEB_PROCESSES"),
        database=None
        if own
        else embedded.locate(data, say=lambda line: print(line, file=sys.stdout, flush=True)),
        simulates=environment.flag("ZHANGGUI_SIMULATE") and environment.flag("ZHANGGUI_DEMO"),
    ).run()
