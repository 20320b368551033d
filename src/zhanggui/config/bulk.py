"""How a process that handles rows in bulk shares its time."""

from __future__ import annotations

import gc
import sys

# Python looks each 700 new objects, and now and then at all that live. Whoever makes a thousand rows' objects
# at once is looked through for a fifth of the time, and nothing of ours makes rings by the thousand.
_NEW_OBJECTS = 50_000
# An import reads ahead while the database is busy. Whoever has its answer goes first: at the usual
# 5 ms each of a dozen answers a batch would wait longer than the database took.
_TURN_SECONDS = 0.0005


def share_time() -> None:
    """For processes that handle rows in bulk. What is loaded by now stays, and is looked at no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    sys.setswitchinterval(_TURN_SECONDS)
