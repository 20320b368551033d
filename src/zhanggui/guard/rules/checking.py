from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhanggui.guard.rules.reading import Reading, as_written, masked, read
from zhanggui.guard.rules.red_lines import RED_LINES
from zhanggui.guard.rules.words import MATCH, Finding, Holds, RedLine, Situation, with_facts

# How far around a match an exception may look, in characters.
_BEFORE, _AFTER = 24, 36
# A text with more matches than this gets no more excuses: the check stays quick.
_MOST_LOOKS = 12


def check(
    text: str,
    situation: Situation,
    lines: Sequence[RedLine] = RED_LINES,
    *,
    whatever_is_known: bool = False,
) -> tuple[Finding, ...]:
    """The red lines that the text crosses, severest first; of texts over 2,000 characters the beginning.

    With `whatever_is_known`, what depends on something that is not known counts as if it were: a text in
    which nothing is found thus crosses nothing, whatever the situation turns out to be.
    """
    texts = _Texts(text, situation.ours)
    findings = []
    for line in lines:
        holds = line.holds(situation)
        if holds is Holds.NO:
            continue
        unsure = holds is Holds.PERHAPS and not whatever_is_known
        if unsure and line.silent_unless_known:
            continue
        if found := _crossing(line, texts):
            findings.append(_finding(line, found, texts, situation, unsure=unsure))
    return tuple(sorted(findings, key=lambda finding: (finding.severity.rank, finding.rule)))


class _Texts:
    """A text in the two ways in which red lines read it; as it is written only when one asks."""

    def __init__(self, text: str, ours: tuple[str, ...]) -> None:
        self.original = text
        self._ours = ours
        self.sound = masked(read(text), ours)
        self._written: Reading | None = None

    @property
    def written(self) -> Reading:
        if self._written is None:
            self._written = masked(as_written(self.original), self._ours, written=True)
        return self._written


@dataclass(frozen=True)
class _Crossing:
    span: tuple[int, int]
    sure: bool
    written: bool = False


def _crossing(line: RedLine, texts: _Texts) -> _Crossing | None:
    """The first match that nothing excuses and nothing makes doubtful, else the first doubtful one."""
    if not line.mention.search(texts.sound.text):
        return None
    found = _matched(line, line.matchers, texts.sound.text, written=False)
    if line.written_matchers and (found is None or not found.sure):
        found = _matched(line, line.written_matchers, texts.written.text, written=True) or found
    return found


def _matched(
    line: RedLine, matchers: Sequence[re.Pattern[str]], text: str, *, written: bool
) -> _Crossing | None:
    doubtful: _Crossing | None = None
    looked_at = 0
    for matcher in matchers:
        for found in matcher.finditer(text):
            looked_at += 1
            if looked_at > _MOST_LOOKS:
                return _Crossing(found.span(), sure=True, written=written)
            if line.inside and line.inside.search(found[0]):
                continue
            around = _around(found)
            if line.excuse and line.excuse.search(around):
                continue
            if not (line.doubt and line.doubt.search(around)):
                return _Crossing(found.span(), sure=True, written=written)
            doubtful = doubtful or _Crossing(found.span(), sure=False, written=written)
    return doubtful


def _around(found: re.Match[str]) -> str:
    """The match's neighbourhood, with MATCH in the place of the matched words."""
    text = found.string
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return f"{before}{MATCH}{text[found.end() : found.end() + _AFTER]}"


def _finding(
    line: RedLine, crossing: _Crossing, texts: _Texts, situation: Situation, *, unsure: bool
) -> Finding:
    reading = texts.written if crossing.written else texts.sound
    start, end = reading.span(*crossing.span)
    severity = line.severity[situation.platform]
    facts = {"cut_off": situation.cut_off} if line.say_known and situation.cut_off else {}
    if not crossing.sure:
        severity = severity.milder
    return Finding(
        rule=line.id,
        title=line.title,
        severity=severity.milder if unsure else severity,
        quote=texts.original[start:end].strip(),
        say=line.say_known if facts else line.say[situation.platform],
        instead=with_facts(line.instead_known, facts) if facts else line.instead,
        source=line.source,
        facts=facts,
    )
