"""How often this process looks for rings among its objects."""

from __future__ import annotations

import gc

# Python looks each 700 new objects, and now and then at all that live. Whoever makes a thousand rows' objects
# at once is looked through for a fifth of the time, and nothing of ours makes rings by the thousand.
_NEW_OBJECTS = 50_000


def seldom() -> None:
    """For processes that handle rows in bulk. What is loaded by now stays, and is looked at no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
