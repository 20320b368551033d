"""A snapshot against what is known: which one wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Told:
    """What a source told about one order or line, and when. A value of None means that it does not say.

    `seen_at` is the latest instant that it gives for the thing itself; None when it gives none.
    """

    seen_at: datetime | None
    told_at: datetime | None
    values: Mapping[str, Any]


class Verdict(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    # As old as what is known, and different: which one is right cannot be told from the two.
    UNDECIDED = "undecided"


def weigh(known: Told, told: Told) -> tuple[Verdict, Told]:
    """What a snapshot does to what is known: the verdict, and what is known afterwards.

    A newer one is believed in all that it says; an older one only fills in what nobody has said yet.
    No transition is ever wrong: the marketplace's order is mirrored, not ruled.
    """
    newer = _newer(known, told)
    if newer is True:
        values = {key: _rather(told.values.get(key), value) for key, value in known.values.items()}
        after = Told(told.seen_at or known.seen_at, told.told_at, values)
    else:
        values = {
            key: told.values.get(key) if value is None else value for key, value in known.values.items()
        }
        after = Told(known.seen_at, known.told_at, values)
    if values != known.values:
        return Verdict.CHANGED, after
    if newer is True or _same(known, told):
        return Verdict.UNCHANGED, after
    return (Verdict.UNDECIDED if newer is None else Verdict.OLDER), after


def happened_after(known: Told | None, told: Told) -> datetime | None:
    """An instant before which the change that this snapshot shows cannot have happened; None when nothing
    tells, as for a line without any instant that is told for the first time."""
    bounds = [at for at in (told.seen_at, known.told_at if known else None) if at]
    return max(bounds, default=None)


def _newer(known: Told, told: Told) -> bool | None:
    """Whether the snapshot is newer; None when nothing tells."""
    if told.seen_at and known.seen_at and told.seen_at != known.seen_at:
        return told.seen_at > known.seen_at
    if told.told_at == known.told_at or told.told_at is None:
        return None
    return known.told_at is None or told.told_at > known.told_at


def _same(known: Told, told: Told) -> bool:
    return all(_rather(told.values.get(key), value) == value for key, value in known.values.items())


def _rather(told: Any, known: Any) -> Any:
    """The newer word, unless it says nothing or only shows the known one behind a mask."""
    if told is None:
        return known
    if isinstance(told, dict) and isinstance(known, dict):
        return {**known, **told}
    if isinstance(told, str) and isinstance(known, str) and "*" in told and hides(told, known):
        return known
    return told


def hides(masked: str, full: str) -> bool:
    """Whether the masked text ("张*", "138****0001") can stand for the full one."""
    shown = (re.escape(part) for part in re.split(r"\*+", masked))
    return re.fullmatch(".+".join(shown), full, re.DOTALL) is not None
