"""A snapshot against what is known: which one wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

_OF_A_PERSON = frozenset({"buyer_nick", "receiver_name", "receiver_phone", "receiver_address"})


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

    A newer one is believed in all that it says; an older one, and one that is as old, only fills in what
    nobody has said yet, or only behind a mask.
    No transition is ever wrong: the marketplace's order is mirrored, not ruled.
    """
    newer = _newer(known, told)
    if newer is True:
        values = {key: _rather(key, told.values.get(key), value) for key, value in known.values.items()}
        verdict = Verdict.UNCHANGED if values == known.values else Verdict.CHANGED
        return verdict, Told(told.seen_at or known.seen_at, told.told_at, values)
    values = {key: _filled(key, told.values.get(key), value) for key, value in known.values.items()}
    after = Told(known.seen_at, known.told_at, values)
    differs = any(_differs(key, told.values.get(key), value) for key, value in values.items())
    if differs and newer is None:
        return Verdict.UNDECIDED, after
    if values != known.values:
        return Verdict.CHANGED, after
    return (Verdict.OLDER if differs else Verdict.UNCHANGED), after


def happened_after(known: Told | None, told: Told) -> datetime | None:
    """An instant before which the change that this snapshot shows cannot have happened; None when nothing
    tells, as for a line without any instant that is told for the first time."""
    if known and (known.seen_at, known.told_at) == (told.seen_at, told.told_at):
        return told.seen_at  # nothing newer was told: what was filled in had happened before
    bounds = [at for at in (told.seen_at, known.told_at if known else None) if at]
    return max(bounds, default=None)


def _newer(known: Told, told: Told) -> bool | None:
    """Whether the snapshot is newer; None when nothing tells."""
    if told.seen_at and known.seen_at and told.seen_at != known.seen_at:
        return told.seen_at > known.seen_at
    if told.told_at == known.told_at or told.told_at is None:
        return None
    return known.told_at is None or told.told_at > known.told_at


def _rather(key: str, told: Any, known: Any) -> Any:
    """The newer word, unless it says nothing or only shows the known one behind a mask."""
    if told is None or _masks(key, told, known):
        return known
    return {**known, **told} if isinstance(told, dict) and isinstance(known, dict) else told


def _filled(key: str, told: Any, known: Any) -> Any:
    """The known word, unless there is none, or the older one shows what it only has behind a mask."""
    if known is None or (_masks(key, known, told) and "*" not in told):
        return told
    return {**told, **known} if isinstance(told, dict) and isinstance(known, dict) else known


def _differs(key: str, told: Any, known: Any) -> bool:
    """Whether the snapshot says something else than what is known."""
    return told is not None and _rather(key, told, known) != known


def _masks(key: str, masked: Any, full: Any) -> bool:
    """Only what names a person comes masked: in a remark ("2*3 米") an asterisk is one."""
    if key not in _OF_A_PERSON or not isinstance(masked, str) or not isinstance(full, str):
        return False
    return "*" in masked and hides(masked, full)


def hides(masked: str, full: str) -> bool:
    """Whether the masked text ("张*", "138****0001") can stand for the full one. Each run of asterisks is
    one letter or more. No regular expression: a text full of asterisks would keep it busy for years."""
    first, *shown = re.split(r"\*+", masked)
    if not shown:
        return masked == full
    *middle, last = shown
    at, end = len(first), len(full) - len(last)
    if not (full.startswith(first) and full.endswith(last)):
        return False
    for part in middle:
        found = full.find(part, at + 1, max(end, 0))
        if found < 0:
            return False
        at = found + len(part)
    return at < end
