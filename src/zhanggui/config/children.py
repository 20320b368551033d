"""One child of the supervisor: started, its lines passed on, started again when it dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

_SHORTEST_DELAY, _LONGEST_DELAY = 0.2, 10.0  # seconds before a dead child is started again
_STEADY_SECONDS = 30.0  # a child that lived as long is not to blame for the deaths before

# What glibc keeps for every thread that ever allocated adds up in a small program.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}


@dataclass
class Child:
    """A command of ours in a process of its own, which ends when the supervisor ends."""

    title: str
    arguments: tuple[str, ...]
    say: Callable[[str], None]
    handles: tuple[int, ...] = ()
    may_end: bool = False  # with code 0 it had nothing to do, and is not started again
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _start_at: float = field(default=0.0, init=False)
    _delay: float = field(default=_SHORTEST_DELAY, init=False)
    _lifeline: int | None = field(default=None, init=False)
    _reader: threading.Thread | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process is not None and self.process.poll() is None else None

    def start(self) -> None:
        theirs, self._lifeline = os.pipe()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zhanggui.config.cli", "--lifeline", str(theirs), *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(theirs, *self.handles),
                # A session of its own: Ctrl-C reaches the supervisor only, which stops all in order.
                start_new_session=True,
                env={**os.environ, **_ENVIRONMENT},
            )
        finally:
            os.close(theirs)
        self._started = time.monotonic()
        assert self.process.stdout is not None  # noqa: S101 - told to Popen above
        self._reader = threading.Thread(target=self._pass_on, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def keep_alive(self) -> bool:
        """Starts it again when it is dead and its delay is over. True when it did."""
        if self.process is None or (code := self.process.poll()) is None:
            return False
        if self.may_end and code == 0:
            return False
        now = time.monotonic()
        if self._start_at == 0.0:
            if now - self._started > _STEADY_SECONDS:
                self._delay = _SHORTEST_DELAY
            self.say(f"{self.title}进程停了 ({_reason(code)}), 重新启动")
            self._start_at = now + self._delay
            self._delay = min(self._delay * 2, _LONGEST_DELAY)
        if now < self._start_at:
            return False
        self._start_at = 0.0
        self._let_go()
        self.start()
        return True

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Waits for it to end, and kills it when it takes longer."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait()
        if self._reader is not None:
            self._reader.join(timeout=1)  # its last lines
        self._let_go()

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    def _let_go(self) -> None:
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None

    def _pass_on(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self.say(f"{self.title} | {line.decode(errors='replace').rstrip()}")


def hold_lifeline(handle: int) -> None:
    """Called in the child: ends this process when the supervisor is gone, however it went.

    Nothing is tidied up: what was acknowledged is on disk, and the port must be free for the next start.
    """

    def watch() -> None:
        with contextlib.suppress(OSError):
            os.read(handle, 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="lifeline").start()


def _reason(code: int) -> str:
    if code >= 0:
        return f"退出码 {code}"
    try:
        return f"信号 {signal.Signals(-code).name}"
    except ValueError:
        return f"信号 {-code}"
