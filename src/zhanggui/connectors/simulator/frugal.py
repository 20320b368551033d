"""A program that mostly waits keeps little memory."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """What ninety days of history took is given back to the system, where its C library knows how."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
