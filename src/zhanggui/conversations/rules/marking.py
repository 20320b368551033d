"""What a found message shows: the words that were looked for, and some of what stands around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

AROUND = 28  # letters before the first word
SHOWN = 120
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


@dataclass(frozen=True)
class Piece:
    text: str
    is_found: bool


def without_phones(text: str) -> str:
    """A list shows the talk of many: phone numbers stand in it masked, as in the list of orders."""
    return _PHONE.sub(r"\1****\2", text)


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """A line of the text around the first of the words, in pieces. Wide and large letters are found by narrow
    and small ones."""
    line = " ".join(text.split())
    places = sorted(_places(line, words))
    begin = max(0, places[0][0] - AROUND) if places else 0
    end = begin + SHOWN
    pieces = [Piece("…", is_found=False)] if begin else []
    done = begin
    for first, last in places:
        if first < done or last > end:
            continue
        pieces += [Piece(line[done:first], is_found=False), Piece(line[first:last], is_found=True)]
        done = last
    pieces += [Piece(line[done:end], is_found=False), Piece("…" if end < len(line) else "", is_found=False)]
    return tuple(piece for piece in pieces if piece.text)


def _places(line: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand, as [first, last) of the line's own letters."""
    folded, origin = _folded(line)
    for word in words:
        sought, _ = _folded(word)
        at = folded.find(sought) if sought else -1
        while at >= 0:
            yield origin[at], origin[at + len(sought) - 1] + 1
            at = folded.find(sought, at + len(sought))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text half-width and small, and from which letter each of its letters came."""
    if unicodedata.is_normalized("NFKC", text):
        small = "".join([letter.lower() for letter in text])
        if len(small) == len(text):
            return small, range(len(text))
    folded: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        narrow = unicodedata.normalize("NFKC", letter).lower()
        folded.append(narrow)
        origin += [place] * len(narrow)
    return "".join(folded), origin
