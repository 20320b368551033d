"""How fast humans answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.conversations.rules.words import BUYER, STAFF, UNDONE


def counted(words: Iterable[tuple[str, str, datetime]]) -> list[tuple[str, datetime]]:
    """(side, at) of the words in order, from (kind, side, at): what was taken back is as if it had never
    been pressed. Taken back is only ever the word right before."""
    kept: list[tuple[str, datetime]] = []
    for kind, side, at in words:
        if kind != UNDONE:
            kept.append((side, at))
        elif kept:
            kept.pop()
    return kept


@dataclass(frozen=True)
class Pace:
    """How fast humans answered. Seconds; None while nothing has been answered."""

    first_seconds: float | None
    average_seconds: float | None


def pace(words: Iterable[tuple[str, datetime]]) -> Pace:
    """The pace of (side, at) words in order: a round runs from the buyer's first unanswered word to
    the next human word; automatic words neither end nor split one (cs-kpis, section 10)."""
    rounds: list[float] = []
    asked_at: datetime | None = None
    for side, at in words:
        if side == BUYER:
            asked_at = asked_at or at
        elif side == STAFF and asked_at is not None:
            rounds.append((at - asked_at).total_seconds())
            asked_at = None
    return Pace(rounds[0], sum(rounds) / len(rounds)) if rounds else Pace(None, None)
