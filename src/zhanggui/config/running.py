"""What runs on a data folder: one supervisor at a time, and a file that says where it answers."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from zhanggui.config import processes
from zhanggui.foundation.failures import UnableTo

_LEAVE_SECONDS = 3.0  # children notice the end of their supervisor at once; this is for a busy machine


class AlreadyRunning(UnableTo):
    """Another supervisor runs on the same data folder."""


@dataclass(frozen=True)
class Running:
    """The supervisor's note to `doctor`, to a second `run`, and to the next start."""

    address: str
    host: str
    port: int
    supervisor: int
    web: tuple[int, ...]
    worker: int | None
    simulator: int | None = None

    def children(self) -> tuple[int, ...]:
        return (*self.web, *(pid for pid in (self.worker, self.simulator) if pid))


def note(data: Path, running: Running) -> None:
    half_written = data / "running.json.new"
    half_written.write_text(json.dumps(asdict(running)))
    half_written.replace(data / "running.json")


def read(data: Path) -> Running | None:
    """The last note; its processes may be gone."""
    try:
        kept = json.loads((data / "running.json").read_text())
        return Running(**{**kept, "web": tuple(kept["web"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def forget(data: Path) -> None:
    (data / "running.json").unlink(missing_ok=True)


def take(data: Path) -> int:
    """Makes us the one supervisor of the folder, until the handle is closed or we die."""
    handle = os.open(data / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        other = read(data)
        where = f": {other.address} (进程 {other.supervisor})" if other else ""
        raise AlreadyRunning(f"掌柜已经在运行{where}。要重新启动, 先在那个窗口按 Ctrl-C") from None
    return handle


def is_taken(data: Path) -> bool:
    try:
        os.close(take(data))
    except AlreadyRunning:
        return True
    return False


def clear_leftovers(data: Path) -> None:
    """Ends the children of a supervisor that was killed. Call it as the folder's one supervisor."""
    before = read(data)
    if before is None:
        return
    deadline = time.monotonic() + _LEAVE_SECONDS
    left = [pid for pid in before.children() if runs_zhanggui(pid)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [pid for pid in left if runs_zhanggui(pid)]
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    forget(data)


def runs_zhanggui(pid: int) -> bool:
    """Whether this process is one of ours: a number may have been given to a stranger since."""
    return "zhanggui" in processes.command(pid)
