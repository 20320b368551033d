"""Other processes: what they run and how much memory they take.

macOS has no /proc: there `ps` is asked for the command, and memory is not measured.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Memory:
    """In MB. `share` counts a page that n processes share as 1/n (PSS): only shares may be summed."""

    share: float
    resident: float


def command(pid: int) -> str:
    """The command line of a living process; empty when there is none."""
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if _PROC.joinpath("self").exists():
            return ""
    listed = subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
    )
    return listed.stdout.decode(errors="replace")


def measurable() -> bool:
    return (_PROC / "self" / "smaps_rollup").exists()


def memory(pids: Iterable[int]) -> Memory:
    """The sum over these processes; those that are gone, or closed to us, count nothing."""
    share = resident = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            listed = (_PROC / str(pid) / "smaps_rollup").read_text()
            share += _kilobytes("Pss", listed)
            resident += _kilobytes("Rss", listed)
    return Memory(share=share / 1024, resident=resident / 1024)


def with_descendants(pid: int) -> list[int]:
    """The process and everything that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            # The command stands in brackets and may itself contain any character.
            after_command = (entry / "stat").read_text().rpartition(")")[2].split()
            children.setdefault(int(after_command[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found.extend(children.get(parent, ()))
    return found


def _kilobytes(name: str, listed: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", listed, re.MULTILINE)
    return int(found[1]) if found else 0
