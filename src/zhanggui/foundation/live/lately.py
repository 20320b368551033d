"""What this process heard lately, in the order in which every process heard it.

A page carries the mark of what had been heard before it was drawn. Whatever its queries could not see was
committed later, and came later: so what came since says what to fetch again, without any clock.
"""

from __future__ import annotations

from collections import deque

from zhanggui.foundation.live.carrier import Event, new_mark

KEPT = 1_000  # batches; a page is drawn a moment before its line opens, an older one asks for everything


class Lately:
    def __init__(self) -> None:
        self._heard: deque[tuple[str, list[Event]]] = deque(maxlen=KEPT)
        self.mark = ""  # read by the threads that draw pages, written by the event loop

    def begin(self) -> None:
        """The line is new: nobody knows what was told before."""
        self._heard.clear()
        self.note(new_mark(), [])

    def note(self, mark: str, events: list[Event]) -> None:
        self._heard.append((mark, events))
        self.mark = mark

    def since(self, mark: str) -> list[Event] | None:
        """What came after the mark, oldest first; None when nobody knows: it is too old, or was made where
        more has been heard by now than here."""
        later: list[list[Event]] = []
        for here, events in reversed(self._heard):
            if here == mark:
                return [event for batch in reversed(later) for event in batch]
            later.append(events)
        return None
