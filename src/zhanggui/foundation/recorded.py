"""What recording a batch of entries did: the same answer from every room that takes files in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """An entry that stayed out: its place in the batch (the first is 0), the field that is to blame (the
    entry's own name for it, empty when it is none alone), and a sentence for the person."""

    place: int
    field: str
    reason: str


@dataclass(frozen=True)
class Recorded:
    """How many entries were new, changed something or changed nothing, and which were refused."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
