"""`zhanggui run` as a person meets it: one terminal, one address, and everything comes back."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhanggui.config import embedded, processes, running, supervisor


class Run:
    """A `zhanggui run` in a process of its own, and what it printed."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        environment = {
            **os.environ,
            "ZHANGGUI_DATA": str(data),
            "ZHANGGUI_PORT": str(port),
            "ZHANGGUI_DEMO": "0",
        }
        environment.pop("DATABASE_URL")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhanggui.config.cli", "run"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            self.printed.extend(lines)

    @property
    def text(self) -> str:
        return "".join(self.printed)

    @property
    def note(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads((self.data / "running.json").read_text())
        return kept

    def ready(self) -> bool:
        assert self.process.poll() is None, self.text
        return "按 Ctrl-C 停止" in self.text

    def answers(self) -> bool:
        note = self.note
        return supervisor.answers(note["host"], note["port"])

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        self._reader.join(timeout=5)
        return code


def doctor(data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ZHANGGUI_DATA": str(data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "zhanggui.config.cli", "doctor"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Empty for the first; who comes later finds a database that was made before."""
    with tempfile.TemporaryDirectory(prefix="zhanggui-run-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)
        embedded.locate(Path(name)).stop()


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_from_the_first_line_to_the_last(data: Path, taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    run = Run(data, port)
    until(run.ready)
    assert f"端口 {port} 被占用" in run.text
    assert run.note["port"] > port
    assert run.answers()

    healthy = doctor(data)
    assert healthy.returncode == 0, healthy.stdout
    assert "坏" not in healthy.stdout
    memory = re.search(r"内存 (\d+) MB PSS", healthy.stdout)
    assert (memory is not None) == processes.measurable()
    assert memory is None or int(memory[1]) < 300

    second = Run(data, port)
    assert second.process.wait(timeout=60) == 1
    second._reader.join()
    assert f"已经在运行: {run.note['address']}" in second.text

    before = run.note
    os.kill(before["web"][0], signal.SIGKILL)
    os.kill(before["worker"], signal.SIGKILL)
    until(lambda: run.note["web"] != before["web"] and run.note["worker"] != before["worker"])
    until(run.answers)

    postmaster = embedded.locate(data).pid()
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: "数据库 已恢复" in run.text)
    assert embedded.locate(data).is_running()

    assert run.end(signal.SIGINT) == 0
    assert "已停止" in run.text
    sick = doctor(data)
    assert sick.returncode == 1
    assert sick.stdout.count("-> zhanggui run") == 2  # the database and the web
    assert not embedded.locate(data).is_running()
    assert not (data / "running.json").exists()
    assert not any(running.runs_zhanggui(pid) for pid in (*before["web"], before["worker"]))


def test_a_killed_supervisor_leaves_nothing_in_the_way(data: Path, taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    taken.close()
    run = Run(data, port)
    until(run.ready)
    children = [*run.note["web"], run.note["worker"]]
    run.end(signal.SIGKILL)
    again = Run(data, port)
    until(again.ready)
    assert again.note["port"] == port
    assert "被占用" not in again.text
    assert not any(processes.command(pid) for pid in children)
    assert again.end() == 0
    assert not embedded.locate(data).is_running()
