"""A chat as text, as 千牛 and its kin save and copy it, made a table: one row a message.

    tb_test01 (2026-11-11 10:10:15):
    在吗
    示例店铺:小王 (2026-11-11 10:10:50):
    在的亲

Nobody promises this form. Three shapes of the line that begins a message are known; the first that is seen
in a file is the file's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from zhanggui.connectors.files.table import BrokenRow, Row, Source, Table

HEADER: Final = ("发送人", "消息时间", "消息内容", "买家昵称")
_LOOKED_AT = 60  # lines
_LONGEST_LINE = 20_000  # characters: what is longer is cut
_MOST_LINES = 500  # of one message
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_INSTANT = rf"{_DAY}[ \t T]{{1,3}}{_CLOCK}(?:\.\d+)?"
_NAME = r"[^\s,\"\t][^,\"\t]{0,120}?"
# 昵称 (2026-11-11 10:10:15): 内容 | 昵称 (10:10:15): 内容
# 昵称 2026-11-11 10:10:15 | [2026-11-11 10:10:15] 昵称: 内容
_IN_BRACKETS = r"\s*(?P<name>{name})[ \t]*[(\uff08](?P<at>{at})[)\uff09][ \t]*[:\uff1a]?[ \t]*(?P<text>.*)"
_SHAPES: Final = (
    re.compile(_IN_BRACKETS.format(name=_NAME, at=_INSTANT)),
    re.compile(_IN_BRACKETS.format(name=_NAME, at=_CLOCK)),
    re.compile(rf"\s*(?P<name>{_NAME})[ \t]+(?P<at>{_INSTANT})[ \t]*[:\uff1a]?(?P<text>)[ \t]*"),
    re.compile(
        rf"\s*[\[【(\uff08]?(?P<at>{_INSTANT})[\]】)\uff09]?[ \t]+(?P<name>{_NAME})"
        r"(?:[:\uff1a](?:[ \t]+(?P<text>.*))?)?"
    ),
)
_EDGE = r"[=\-—*\s]*"
_ONLY_A_DAY = re.compile(
    rf"{_EDGE}(?:(?:日期|时间)[ \t]*[:\uff1a])?[ \t]*(?P<day>{_DAY})[ \t]*"
    rf"(?:(?:星期|周)[一二三四五六日天])?{_EDGE}"
)
_RULE = re.compile(r"\s*[=\-—*_]{4,}\s*")
_PEER = re.compile(
    rf"{_EDGE}(?:(?:聊天对象|会话对象|消息对象|对象|联系人|买家昵称|买家|顾客|客户)"
    r"[ \t]*[:\uff1a][ \t]*(?P<named>\S.{0,99}?)"
    r"|(?:我)?(?:与|和)[ \t「“\"]*(?P<with>\S.{0,99}?)[」”\"]?[ \t]*的(?:聊天记录|聊天|对话|会话))"
    rf"{_EDGE}"
)


def _matched(line: str) -> tuple[int, re.Match[str]] | None:
    for place, shape in enumerate(_SHAPES):
        if found := shape.fullmatch(line):
            return place, found
    return None


def is_transcript(beginning: list[str]) -> bool:
    """Whether these first lines are of a chat: one begins a message, and none before it is of a table."""
    for line in beginning:
        if _matched(line.rstrip("\r\n")):
            return True
        if "," in line or "\t" in line:
            return False
    return False


@dataclass
class _Message:
    line: int
    name: str
    at: str
    peer: str
    words: list[str] = field(default_factory=list)

    def row(self) -> Row:
        return Row(self.line, [self.name, self.at, "\n".join(self.words).strip(), self.peer])


class _Reader:
    """Goes through the lines once. What stands between chats: a rule, whom it is with, which day it is."""

    def __init__(self) -> None:
        self._shape: int | None = None
        self._under_way: _Message | None = None
        self._held: list[tuple[int, str]] = []  # rules that may be a part of the message
        self._peer = ""
        self._day = ""
        self._by_clock = False  # messages tell the time of the day only

    def rows(self, lines: Iterator[str]) -> Iterator[Row | BrokenRow]:
        for number, raw in enumerate(lines, 1):
            yield from self._line(number, raw.rstrip("\r\n"))
        yield from self._end()

    def _line(self, number: int, line: str) -> Iterator[Row | BrokenRow]:
        if self._under_way is None or self._held or self._by_clock:
            if found := _PEER.fullmatch(line):
                yield from self._end()
                self._peer = found["named"] or found["with"]
                return
            if found := _ONLY_A_DAY.fullmatch(line):
                yield from self._end()
                self._day = found["day"]
                return
        if _RULE.fullmatch(line):
            self._held.append((number, line))
            return
        if begun := self._begun(line):
            yield from self._end()
            yield from self._begin(number, begun)
            return
        yield from self._said(number, line)

    def _begun(self, line: str) -> re.Match[str] | None:
        if self._shape is not None:
            return _SHAPES[self._shape].fullmatch(line)
        matched = _matched(line)
        if matched is None:
            return None
        self._shape, found = matched
        return found

    def _begin(self, number: int, begun: re.Match[str]) -> Iterator[BrokenRow]:
        at = _plain_instant(begun["at"])
        if " " not in at:
            self._by_clock = True
            if not self._day:
                yield BrokenRow(number, "消息时间", "只有几点几分,没有日期", begun[0][:200])
                return
            at = f"{_plain_instant(self._day)} {at}"
        self._under_way = _Message(number, begun["name"].rstrip(" \t:\uff1a"), at, self._peer)
        if begun["text"]:
            self._under_way.words.append(begun["text"])

    def _said(self, number: int, line: str) -> Iterator[BrokenRow]:
        if self._under_way is None:
            if line.strip() and self._shape is not None:
                yield BrokenRow(
                    number, "消息内容", "这一行前面没有「谁、什么时候」,不知道是谁说的", line[:200]
                )
            return
        words = self._under_way.words
        words += [held for _, held in self._held] + [line[:_LONGEST_LINE]]
        del words[_MOST_LINES:]
        self._held = []

    def _end(self) -> Iterator[Row]:
        if self._under_way is not None:
            yield self._under_way.row()
        self._under_way, self._held = None, []


def _plain_instant(text: str) -> str:
    """ "2026年11月1日 9:05" as "2026-11-01 09:05"."""
    numbers = re.findall(r"\d+", text)
    if len(numbers[0]) == 4:
        day = f"{numbers[0]}-{int(numbers[1]):02d}-{int(numbers[2]):02d}"
        clock = ":".join(f"{int(one):02d}" for one in numbers[3:6])
        return f"{day} {clock}".rstrip()
    return ":".join(f"{int(one):02d}" for one in numbers[:3])


def beginning_of(file: BinaryIO, source: Source) -> list[str]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=source.encoding, errors="replace", newline="")
    try:
        return [line for _ in range(_LOOKED_AT) if (line := text.readline(_LONGEST_LINE))]
    finally:
        text.detach()


@contextmanager
def opened_transcript(file: BinaryIO, source: Source) -> Iterator[Table]:
    """The chat's messages. Leaves the file open; its rows can be read once."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=source.encoding, errors="replace", newline=None)
    try:
        lines = iter(lambda: text.readline(_LONGEST_LINE), "")
        rows = _Reader().rows(lines)
        yield Table(HEADER, rows, lambda: min(file.tell() / source.size, 1.0))
    finally:
        text.detach()
