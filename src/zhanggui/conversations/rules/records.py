"""Chats that were held in another client: what stints a run of words was. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from zhanggui.conversations.rules.standing import IDLE

RECORD = "rec-"  # how the client ids begin of words that a record told of: nobody else's begin so


@dataclass(frozen=True)
class PlacedWord:
    """A word where it stands. `by_id` is of the member of staff who said it; None for buyers, programs, and
    for an account that is nobody's yet."""

    position: int
    by_id: int | None
    at: datetime


@dataclass(frozen=True)
class Stint:
    """One agent's stint. `move` is how it ended."""

    agent_id: int
    first_position: int
    opened_at: datetime
    ended_at: datetime
    move: str = "lapse"


def stints(words: Iterable[PlacedWord]) -> list[Stint]:
    """From an agent's first word until another agent speaks, or nobody says a word for 30 minutes."""
    found: list[Stint] = []
    open_one: Stint | None = None
    for word in words:
        if open_one is not None and word.at - open_one.ended_at > IDLE:
            found.append(open_one)
            open_one = None
        if open_one is not None:
            open_one = replace(open_one, ended_at=max(word.at, open_one.ended_at))
        if word.by_id is None:
            continue
        if open_one is not None and open_one.agent_id != word.by_id:
            found.append(replace(open_one, move="transfer"))
            open_one = None
        if open_one is None:
            open_one = Stint(word.by_id, word.position, word.at, word.at)
    return [*found, open_one] if open_one is not None else found
