"""What the desks of a shop were shown, and how much of it is known to be what is on disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from zhanggui.conversations.queries import PARTS, MarkedPlace, Place


class Shown:
    """Where the rows on a shop's desks stood when they last went out, by parts as the database marks them.

    A part whose mark is the one under which it was last found to be right, and of which nothing went out
    since, needs no look: an idle shop of ten thousand rows costs a thousand marks.
    """

    def __init__(self) -> None:
        self._places: dict[int, dict[int, Place]] = {}
        self._right: dict[int, int] = {}  # part -> the mark under which it was right

    def note(self, conversation_id: int, place: Place) -> None:
        """The row went out, as it stands here."""
        part = conversation_id % PARTS
        self._right.pop(part, None)
        if place.is_on_a_desk:
            self._places.setdefault(part, {})[conversation_id] = place
        elif rows := self._places.get(part):
            rows.pop(conversation_id, None)
            if not rows:
                del self._places[part]

    def note_older(self, conversation_id: int, place: Place) -> None:
        """The same of a row that was read a while ago: what went out newer meanwhile stays."""
        if conversation_id not in self._places.get(conversation_id % PARTS, {}):
            self.note(conversation_id, place)

    def doubtful(self, marks: Mapping[int, int]) -> list[int]:
        """The parts that may not be what is on disk, by the marks that are there now."""
        parts = marks.keys() | self._places.keys()
        return [part for part in parts if self._right.get(part) != marks.get(part, 0)]

    def differing(
        self, parts: Collection[int], there: Collection[MarkedPlace], *, all_told: bool
    ) -> list[int]:
        """Of these parts, with all that is on disk of them, the conversations that stand elsewhere than was
        shown; until all was told only such as were told."""
        found: dict[int, dict[int, Place]] = {part: {} for part in parts}
        marks: dict[int, int] = {}
        for conversation_id, place, mark in there:
            part = conversation_id % PARTS
            found[part][conversation_id] = place
            marks[part] = marks.get(part, 0) ^ mark
        differing: list[int] = []
        for part, rows in found.items():
            told = self._places.get(part, {})
            known = told.keys() | rows.keys() if all_told else told.keys()
            wrong = [one for one in known if told.get(one) != rows.get(one)]
            if all_told and not wrong and part in marks:
                self._right[part] = marks[part]
            differing += wrong
        return differing
