from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 18  # digits: what a database id can have, and int() takes at once


def id_in(text: str) -> int | None:
    """The id that somebody sent as text; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None


def ids_in(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are ids."""
    return [found for found in map(id_in, texts) if found is not None]
