"""Search by pairs of letters: Chinese words are mostly two letters long, and no segmenter is needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")


def searched(texts: Iterable[str | None]) -> str:
    """The texts in the form in which they are searched."""
    return " ".join(_plain(text) for text in texts if text)


def words(text: str) -> list[str]:
    """What somebody looks for, word by word; all of them must be found."""
    return list(dict.fromkeys(_WORD.findall(_plain(text))))[:10]


def grams(text: str) -> list[str]:
    """The single letters and the pairs that a searched text is found by."""
    runs = _WORD.findall(_plain(text))
    return sorted(
        {run[at : at + size] for run in runs for size in (1, 2) for at in range(len(run) - size + 1)}
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
