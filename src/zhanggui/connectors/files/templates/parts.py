"""Several things in one cell: `吸汗、透气`, `材质:羊毛;季节:秋`. What holds such a mark is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from zhanggui.foundation.failures import UnableTo

_QUOTED = '"(?:[^"]|"")*"'
_NAMELESS = '""'
_PAIR_MARKS, _LIST_MARKS = ":：", ";；\n"


class NotPairs(UnableTo):
    """A part has no name, or no colon behind its name."""


def joined(parts: Iterable[str], marks: str) -> str:
    """The parts with the first of the marks between them."""
    return marks[0].join(_guarded(part, marks) for part in parts)


def parted(text: str, marks: str) -> tuple[str, ...]:
    """The parts without the empty ones, each once."""
    return tuple(dict.fromkeys(filter(None, _pieces(text, marks))))


def joined_pairs(pairs: Mapping[str, str]) -> str:
    whole = (
        (_guarded(name, _PAIR_MARKS + _LIST_MARKS) or _NAMELESS, _guarded(value, _LIST_MARKS))
        for name, value in pairs.items()
    )
    return _LIST_MARKS[0].join(f"{name}{_PAIR_MARKS[0]}{value}" for name, value in whole)


def parted_pairs(text: str) -> dict[str, str]:
    """NotPairs names the part that is none."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in _LIST_MARKS:
            at += 1
            continue
        name = _match(text, at, _PAIR_MARKS + _LIST_MARKS)
        if text[name.end() : name.end() + 1] not in tuple(_PAIR_MARKS) or not name[0].strip():
            raise NotPairs(re.split(f"[{_LIST_MARKS}]", text[at:])[0].strip())
        value = _match(text, name.end() + 1, _LIST_MARKS)
        found[_bare(name[0])] = _bare(value[0])
        at = value.end()
    return found


def _pieces(text: str, marks: str) -> Iterator[str]:
    at = 0
    while at <= len(text):
        piece = _match(text, at, marks)
        yield _bare(piece[0])
        at = piece.end() + 1


@cache
def _piece(marks: str) -> re.Pattern[str]:
    """Up to the next mark; a quote counts only where it opens a piece and closes it."""
    one = re.escape(marks)
    return re.compile(rf"[^\S\n]*(?:{_QUOTED}[^\S\n]*(?=[{one}]|\Z)|[^{one}]*)")


def _match(text: str, at: int, marks: str) -> re.Match[str]:
    found = _piece(marks).match(text, at)
    if found is None:
        raise ValueError(text)  # it matches the empty text everywhere
    return found


def _bare(piece: str) -> str:
    piece = piece.strip()
    if len(piece) > 1 and re.fullmatch(_QUOTED, piece):
        return piece[1:-1].replace('""', '"')
    return piece


def _guarded(part: str, marks: str) -> str:
    if part.startswith('"') or part != part.strip() or any(mark in part for mark in marks):
        return '"' + part.replace('"', '""') + '"'
    return part
