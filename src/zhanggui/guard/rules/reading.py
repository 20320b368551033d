"""A text as it sounds: what is left when spacing, width, script and disguise are taken away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 2000
MASKED = "□"
_SHORTEST_MASK = 4
_LONGEST_SOUND = 4  # signs that stand for a whole phrase would make a short text long

SOFT, HARD, ASKING = " ", ",", "?"
_HARD = frozenset(",。.!;:…\n\r、")

# Traditional characters, and homophones that stand for one of the words below only.
_SIMPLER = str.maketrans(
    (
        "開發沒無辦給據單紙專電稅對個們還這說時會後來買賣過張處務規額價實業員質點頭寫號補請問嗎麼讓為與內"
        "從條幾門關錢邊確認裡貨東復謝"
    ),
    (
        "开发没无办给据单纸专电税对个们还这说时会后来买卖过张处务规额价实业员质点头写号补请问吗么让为与内"
        "从条几门关钱边确认里货东复谢"
    ),
)
_DISGUISES = (
    (r"(?:(?<![a-z])fa|发|法|伐|(?<![a-z0-9])f)(?:piao(?![a-z])|[票漂飘嫖瞟剽](?!亮|白|洗))", "发票"),
    (r"(?<![a-z0-9])fp(?![a-z0-9])", "发票"),
    (r"木有|米有|冇|mei有|莫得|没得", "没有"),
    (r"开[漂飘](?!亮|白|洗)", "开票"),
    (r"(?<![a-z])(?:bu|8)(?=开|给|能|提供)", "不"),
    (r"(?<![a-z])kai(?=[不发票了])", "开"),
    (r"不(?:鸟|聊|liao)(?![a-z])", "不了"),
)
_DISGUISE = re.compile("|".join(f"({shape})" for shape, _ in _DISGUISES))
_BREAKS = re.compile("[ ,?]+")


@dataclass(frozen=True)
class Reading:
    """The text as it sounds; `places[i]` is where its i-th character stands in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where [start, end) of the reading stands in the original."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    """What one character becomes: a plain lower-case letter, a break, or nothing."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    if len(folded) > _LONGEST_SOUND:
        return SOFT
    return "".join(_plain(part) for part in folded).translate(_SIMPLER)


def _plain(char: str) -> str:
    if char in ("?", "？"):
        return ASKING
    if char in _HARD:
        return HARD
    category = unicodedata.category(char)
    if category[0] in "LN":
        return char
    return "" if category in ("Cf", "Mn", "Me", "Cc", "Cn", "Cs", "Co") and char != "\t" else SOFT


@lru_cache(maxsize=16)
def read(text: str) -> Reading:
    """Reads at most LONGEST characters; reading what was read changes nothing. Red lines and promises of one
    text share its reading."""
    sounds: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text[:LONGEST]):
        for sound in _sound(char):
            sounds.append(sound)
            places.append(place)
    reading = Reading("".join(sounds), tuple(places))
    while True:
        plainer = _undisguised(_without_idle_breaks(reading))
        if plainer.text == reading.text:
            return plainer
        reading = plainer


@lru_cache(maxsize=16)
def as_written(text: str) -> Reading:
    """The text in plain small letters with its marks: for what is told apart by them."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text[:LONGEST]):
        for letter in _plain_letter(char):
            letters.append(letter)
            places.append(place)
    return Reading("".join(letters), tuple(places))


@lru_cache(maxsize=8192)
def _plain_letter(char: str) -> str:
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cs", "Co"):
        return ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return folded.translate(_SIMPLER) if len(folded) <= _LONGEST_SOUND else SOFT


def _without_idle_breaks(reading: Reading) -> Reading:
    """Breaks that stand between single characters ("发 票.开.不.了") part nothing and fall away."""
    text, places = reading.text, reading.places
    found = list(_BREAKS.finditer(text))
    if not found:
        return reading
    parts: list[str] = []
    kept: list[int] = []
    done = 0
    for number, gap in enumerate(found):
        start, end = gap.span()
        before = start - done
        after = (found[number + 1].start() if number + 1 < len(found) else len(text)) - end
        parts.append(text[done:start])
        kept.extend(places[done:start])
        mark = _break_kept(gap.group(), text[max(0, start - 1) : start], text[end : end + 1], before, after)
        parts.append(mark)
        kept.extend(places[start : start + len(mark)])
        done = end
    parts.append(text[done:])
    kept.extend(places[done:])
    return Reading("".join(parts), tuple(kept))


def _break_kept(marks: str, left: str, right: str, before: int, after: int) -> str:
    """The break that stays, or nothing; `before` and `after` are the lengths of what it parts."""
    if ASKING in marks:
        return ASKING
    if not left or not right:
        return ""
    alone = before == 1 and after == 1
    if HARD in marks:
        return "" if alone or (left in "发發" and right in "票漂飘") else HARD
    if left.isascii() and right.isascii() and not (left.isdigit() and right.isdigit()):
        return "" if alone else SOFT
    return "" if alone or before == 1 or after == 1 or left.isdigit() is right.isdigit() is True else SOFT


def _undisguised(reading: Reading) -> Reading:
    text, places = reading.text, reading.places
    parts: list[str] = []
    kept: list[int] = []
    done = 0
    for found in _DISGUISE.finditer(text):
        start, end = found.span()
        word = _DISGUISES[(found.lastindex or 1) - 1][1]
        parts += (text[done:start], word)
        kept.extend(places[done:start])
        # The word's last character takes the disguise's last place, so that a quote covers all of it.
        kept.extend([*(places[start] for _ in word[1:]), places[end - 1]])
        done = end
    if not done:
        return reading
    parts.append(text[done:])
    kept.extend(places[done:])
    return Reading("".join(parts), tuple(kept))


@lru_cache(maxsize=4096)
def _read_ours(text: str) -> str:
    return read(text).text


@lru_cache(maxsize=4096)
def _written_ours(text: str) -> str:
    return as_written(text).text


def masked(reading: Reading, ours: tuple[str, ...], *, written: bool = False) -> Reading:
    """The reading with what is ours taken out of it; `written`: it is one of `as_written`."""
    text = reading.text
    for own in ours:
        sound = _written_ours(own) if written else _read_ours(own)
        if len(sound) >= _SHORTEST_MASK:
            text = text.replace(sound, MASKED * len(sound))
    return Reading(text, reading.places)
