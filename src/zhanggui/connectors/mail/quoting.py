"""What of a mail is the writer's own, and what is the history below it. Pure."""

from __future__ import annotations

import re
from typing import Final

# Below such a line stands the mail that is answered, as the usual programs write it.
_CUTS: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"-{2,}\s*((原始|回复的原|原|转发的?)邮件(信息)?|original message|forwarded message)\s*-{2,}",
        r"(在|于)\s?.{4,120}(写道|写到|撰写|编写)\s?[:：]",
        r".{0,60}<[^<>\s]+@[^<>\s]+>\s*(于|在)\s?.{4,60}(写道|写到)\s?[:：]",
        r"\d{4}[-/年.].{4,120}(写道|写到|wrote)\s?[:：]",
        r"(on|at)\s.{6,160}wrote\s?:",
    )
)
_RULER: Final = re.compile(r"[_-]{10,}")
_FROM: Final = re.compile(r"\**(发件人|寄件人|from)\**\s?[:：]\s*\S.*", re.IGNORECASE)
_BELOW_FROM: Final = re.compile(
    r"\**(发送时间|发送日期|日期|时间|收件人|主题|sent|date|to|subject)\**\s?[:：].*", re.IGNORECASE
)
_BLANKS: Final = re.compile(r"\n{3,}")
_LOOKED_AT: Final = 2  # an introduction may be broken over so many lines


def own_words(text: str) -> str:
    """The text without quoted history. A mail that is nothing but history is left as it is: better twice
    than lost."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept: list[str] = []
    place = 0
    while place < len(lines):
        length = _introduction(lines, place)
        if length and not _answers_below(lines, place + length):
            break
        if length:
            place += length
            continue
        if not lines[place].lstrip().startswith(">"):
            kept.append(lines[place])
        place += 1
    words = _tidy(kept)
    return words or _tidy(lines)


def _tidy(lines: list[str]) -> str:
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _introduction(lines: list[str], place: int) -> int:
    """How many lines at this place introduce history; 0 when it is none."""
    line = lines[place].strip()
    if not line or len(line) > 300:
        return 0
    if any(cut.fullmatch(line) for cut in _CUTS):
        return 1
    if _RULER.fullmatch(line):  # Outlook's, above the lines that say whose words follow
        return int(_names_a_writer(lines, place + 1))
    if _names_a_writer(lines, place):
        return 1
    both = " ".join(one.strip() for one in lines[place : place + _LOOKED_AT])
    if line.lower().startswith(("在", "于", "on ", "at ")) and any(cut.fullmatch(both) for cut in _CUTS[1:]):
        return _LOOKED_AT
    return 0


def _names_a_writer(lines: list[str], place: int) -> bool:
    if place >= len(lines) or not _FROM.fullmatch(lines[place].strip()):
        return False
    return any(_BELOW_FROM.fullmatch(line.strip()) for line in lines[place + 1 : place + 4])


def _answers_below(lines: list[str], place: int) -> bool:
    """Whether the history below is marked line by line: then words that are not marked are an answer."""
    first = next((line.lstrip() for line in lines[place:] if line.strip()), "")
    return first.startswith(">")
