"""A second command of ours that runs beside this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def beside(arguments: Sequence[str], *, heard: bool = False) -> Iterator[subprocess.Popen[str]]:
    """`zhanggui` with these arguments in a process of its own, which writes where we write, or, `heard`, into
    its `stdout`. It is waited for at the end, and ends when we are gone, however we went."""
    theirs, ours = os.pipe()
    try:
        try:
            other = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "zhanggui.config.cli", "--lifeline", str(theirs), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if heard else None,
                pass_fds=(theirs,),
                text=True,
            )
        finally:
            os.close(theirs)
        with other:
            yield other
    finally:
        os.close(ours)


def processors() -> int:
    return os.cpu_count() or 1
