from __future__ import annotations

import re
from dataclasses import dataclass

from zhanggui.guard.rules.reading import Reading, masked, read
from zhanggui.guard.rules.red_lines import RED_LINES
from zhanggui.guard.rules.words import MATCH, Finding, RedLine, Situation

# How far around a match an exception may look, in characters.
_BEFORE, _AFTER = 24, 36
# A text with more matches than this gets no more excuses: the check stays quick.
_MOST_LOOKS = 12


def check(text: str, situation: Situation) -> tuple[Finding, ...]:
    """The red lines that the text crosses, severest first; of texts over 2,000 characters the beginning."""
    lines = [line for line in RED_LINES if line.applies_when(situation)]
    if not lines:
        return ()
    reading = masked(read(text), situation.ours)
    crossed = [(line, found) for line in lines if (found := _crossing(line, reading.text))]
    findings = [_finding(line, found, reading, text, situation.platform) for line, found in crossed]
    return tuple(sorted(findings, key=lambda finding: (finding.severity.rank, finding.rule)))


@dataclass(frozen=True)
class _Crossing:
    span: tuple[int, int]
    sure: bool


def _crossing(line: RedLine, text: str) -> _Crossing | None:
    """The first match that nothing excuses and nothing makes doubtful, else the first doubtful one."""
    if not line.mention.search(text):
        return None
    doubtful: _Crossing | None = None
    looked_at = 0
    for matcher in line.matchers:
        for found in matcher.finditer(text):
            looked_at += 1
            if looked_at > _MOST_LOOKS:
                return _Crossing(found.span(), sure=True)
            around = _around(found)
            if line.excuse and line.excuse.search(around):
                continue
            if not (line.doubt and line.doubt.search(around)):
                return _Crossing(found.span(), sure=True)
            doubtful = doubtful or _Crossing(found.span(), sure=False)
    return doubtful


def _around(found: re.Match[str]) -> str:
    """The match's neighbourhood, with MATCH in the place of the matched words."""
    text = found.string
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return f"{before}{MATCH}{text[found.end() : found.end() + _AFTER]}"


def _finding(line: RedLine, crossing: _Crossing, reading: Reading, text: str, platform: str) -> Finding:
    start, end = reading.span(*crossing.span)
    severity = line.severity[platform]
    return Finding(
        rule=line.id,
        title=line.title,
        severity=severity if crossing.sure else severity.milder,
        quote=text[start:end].strip(),
        say=line.say[platform],
        instead=line.instead,
        source=line.source,
    )
