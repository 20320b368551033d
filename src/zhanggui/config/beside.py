"""A second command of ours that runs beside this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def beside(arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """`zhanggui` with these arguments in a process of its own, which writes where we write. It is waited
    for at the end, and ends when we are gone, however we went."""
    theirs, ours = os.pipe()
    try:
        try:
            other = subprocess.Popen(
                [sys.executable, "-m", "zhanggui.config.cli", "--lifeline", str(theirs), *arguments],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs,),
            )
        finally:
            os.close(theirs)
        try:
            yield other
        finally:
            other.wait()
    finally:
        os.close(ours)


def processors() -> int:
    return os.cpu_count() or 1
