"""The marketplace's memo of an order: one text that others write, too.

Each remark of ours is one line in it, newest first, that a person and a machine can read:

    【红·改地址】改到示例路2号 工号A12 2026-11-22 10:05

What others wrote stands below, untouched. When it does not all fit, our oldest lines stay out (our own table
has them), and of the newest the reason is shortened at last; what others wrote is never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.orders.rules.remarks import CHANGES, FLAGS, PROMISES

ENCODINGS = MappingProxyType({0: "utf-8", 1: "gb18030"})
CUT = "…"

_TITLES = MappingProxyType({**CHANGES, **{f"promise.{key}": title for key, title in PROMISES.items()}})
_KEYS = MappingProxyType({title: key for key, title in _TITLES.items()})
_COLOURS = MappingProxyType({title: flag for flag, title in FLAGS.items()})
_LINE = re.compile(
    rf"【({'|'.join(FLAGS.values())})(?:·([^】\n]*))?】([^【】\n]+?) "
    r"工号(\S{1,10}) (\d{4}-\d\d-\d\d \d\d:\d\d)",
    re.ASCII,
)


@dataclass(frozen=True)
class MemoLine:
    """A remark as it stands in the memo. `at` is a whole minute."""

    flag: int
    change: str
    promises: tuple[str, ...]
    reason: str
    number: str
    at: datetime

    @property
    def text(self) -> str:
        about = [self.change] if self.change else []
        about += [f"promise.{key}" for key in self.promises]
        titles = "、".join(_TITLES[key] for key in about)
        head = f"{FLAGS[self.flag]}·{titles}" if titles else FLAGS[self.flag]
        return f"【{head}】{self.reason} 工号{self.number} {self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

    def is_same(self, other: MemoLine) -> bool:
        """Whether one is the other, perhaps with its reason shortened."""
        if replace(self, reason="") != replace(other, reason=""):
            return False
        return self.reason == other.reason or _shortens(self, other) or _shortens(other, self)


@dataclass(frozen=True)
class Memo:
    """A memo read back: the lines that are written as ours, in their order, and the rest as it was."""

    lines: tuple[MemoLine, ...]
    foreign: str


@dataclass(frozen=True)
class Written:
    """A memo to be written: which of our lines stand in it, how many stayed out, whether one is shortened."""

    text: str
    lines: tuple[MemoLine, ...]
    left_out: int
    shortened: bool


class Standing(StrEnum):
    """What became of our lines in a memo that others write, too."""

    THERE = "there"
    MISSING = "missing"  # a line of ours is gone
    EDITED = "edited"  # somebody changed one


def read_memo(memo: str) -> Memo:
    """Finds our lines wherever they stand: exports join lines by spaces."""
    lines, rest, done = [], [], 0
    for found in _LINE.finditer(memo):
        line = _line(found)
        if line is None:
            continue
        lines.append(line)
        rest.append(memo[done : found.start()])
        done = found.end()
    rest.append(memo[done:])
    return Memo(tuple(lines), "\n".join(part for part in (one.strip() for one in rest) if part))


def write_memo(
    *, ours: Sequence[MemoLine], theirs: str, limit: int, encoding: str = "utf-8"
) -> Written | None:
    """Our remarks, newest first, into the memo as it stands. None when there is no room for the newest.

    `limit` in bytes of the encoding.
    """
    foreign = foreign_words(ours=ours, theirs=theirs)
    room = limit - _size(foreign, encoding) - (1 if foreign else 0)
    kept: list[MemoLine] = []
    for line in ours:
        size = _size(line.text, encoding) + (1 if kept else 0)
        if size > room:
            break
        kept.append(line)
        room -= size
    shortened = False
    if ours and not kept:
        short = _shortened(ours[0], room, encoding)
        if short is None:
            return None
        kept, shortened = [short], True
    text = "\n".join([*(line.text for line in kept), *([foreign] if foreign else [])])
    return Written(text, tuple(kept), len(ours) - len(kept), shortened)


def foreign_words(*, ours: Sequence[MemoLine], theirs: str) -> str:
    """What in the memo is not of ours; a line written as ours that we do not know is somebody's, too."""
    unknown = [line.text for line in read_memo(theirs).lines if not _is_among(line, ours)]
    foreign = read_memo(theirs).foreign
    return "\n".join([*unknown, *([foreign] if foreign else [])])


def standing(*, ours: Sequence[MemoLine], theirs: str) -> Standing:
    """Whether the lines that we wrote still stand in the memo."""
    there = read_memo(theirs).lines
    missing = [line for line in ours if not _is_among(line, there)]
    if not missing:
        return Standing.THERE
    marks = {_mark(line) for line in there}
    return Standing.EDITED if any(_mark(line) in marks for line in missing) else Standing.MISSING


def _line(found: re.Match[str]) -> MemoLine | None:
    colour, titles, reason, number, wall = found.groups()
    about = [_KEYS.get(title) for title in titles.split("、")] if titles else []
    keys = [key for key in about if key is not None]
    changes = [key for key in keys if key in CHANGES]
    promises = tuple(key.removeprefix("promise.") for key in keys if key not in CHANGES)
    try:
        at = datetime.strptime(wall, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)
    except ValueError:
        return None
    change = changes[0] if changes else ""
    line = MemoLine(_COLOURS[colour], change, promises, reason, number, at)
    # What does not come back as it stands is somebody else's.
    return line if line.text == found[0] else None


def _shortens(short: MemoLine, full: MemoLine) -> bool:
    return short.reason.endswith(CUT) and full.reason.startswith(short.reason.removesuffix(CUT))


def _is_among(line: MemoLine, others: Sequence[MemoLine]) -> bool:
    return any(line.is_same(other) for other in others)


def _mark(line: MemoLine) -> tuple[str, datetime]:
    """By whom and when: by this an edited line is known again."""
    return line.number, line.at


def _shortened(line: MemoLine, room: int, encoding: str) -> MemoLine | None:
    """The line with as much of its reason as there is room for, and a mark that it goes on."""
    return next((one for one in _shorter(line) if _size(one.text, encoding) <= room), None)


def _shorter(line: MemoLine) -> Iterator[MemoLine]:
    for letters in range(len(line.reason) - 1, 0, -1):
        reason = line.reason[:letters].rstrip()
        if reason:
            yield replace(line, reason=f"{reason}{CUT}")


def _size(text: str, encoding: str) -> int:
    return len(text.encode(encoding, "replace"))
