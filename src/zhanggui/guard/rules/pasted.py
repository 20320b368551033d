"""Pasted chats tried against a book: plain lines, or a chat client's text file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhanggui.guard.rules.book import Book
from zhanggui.guard.rules.checking import check
from zhanggui.guard.rules.words import Finding, Situation

LINES, LETTERS = 500, 2000
_TIME = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2} +\d{1,2}:\d\d(?::\d\d)?"
# "店铺:小林 (2017-07-08 10:10:15):" or the same without brackets, and what follows on the line.
_HEAD = re.compile(rf"^\s*(?P<who>[^\s(（]{{1,60}})\s*[(（]?\s*{_TIME}\s*[)）]?\s*[:：]?\s*(?P<said>.*)$")
_TIME_FIRST = re.compile(
    rf"^\s*[(（\[]?{_TIME}[)）\]]?\s*(?P<who>[^\s]{{1,60}}?)\s*(?:[:：]\s+|\s{{2,}}|$)(?P<said>.*)$"
)


@dataclass(frozen=True)
class Spoken:
    """A line of a chat; `who` is empty in lines without names."""

    who: str
    text: str

    @property
    def by_staff(self) -> bool:
        """Sub-accounts are "店铺:小林"."""
        return ":" in self.who or "：" in self.who


@dataclass(frozen=True)
class Tried:
    """A line with what was found: its text in parts, each with the severity that marks it, or ""."""

    who: str
    parts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


def spoken_in(chats: str) -> list[Spoken]:
    """What the shop said: where names tell staff from buyers, the buyers' lines are left out."""
    spoken: list[Spoken] = []
    who = ""
    for line in chats.splitlines():
        head = _HEAD.match(line) or _TIME_FIRST.match(line)
        if head:
            who = head["who"].rstrip(":：")
        text = (head["said"] if head else line).strip()[:LETTERS]
        if text:
            spoken.append(Spoken(who, text))
    if any(one.by_staff for one in spoken):
        spoken = [one for one in spoken if one.by_staff]
    return spoken[:LINES]


def tried(book: Book, lines: Sequence[Spoken], situation: Situation) -> list[Tried]:
    """Lines in which something is found, whatever the situation turns out to be."""
    found = []
    for line in lines:
        findings = check(
            line.text, book.with_own(situation), (*book.lines, *book.hints), whatever_is_known=True
        )
        if findings:
            found.append(Tried(line.who, _parts(line.text, findings), findings))
    return found


def _parts(text: str, findings: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    """The text cut at the quotes; of two that overlap the severer one is marked."""
    marks: list[tuple[int, int, str]] = []
    for finding in findings:
        start = text.find(finding.quote)
        end = start + len(finding.quote)
        if start >= 0 and all(end <= first or start >= last for first, last, _ in marks):
            marks.append((start, end, str(finding.severity)))
    parts: list[tuple[str, str]] = []
    done = 0
    for start, end, severity in sorted(marks):
        parts += [(text[done:start], ""), (text[start:end], severity)]
        done = end
    return tuple(part for part in (*parts, (text[done:], "")) if part[0])
