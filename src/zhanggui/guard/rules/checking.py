from __future__ import annotations

import re

from zhanggui.guard.rules.reading import Reading, masked, read
from zhanggui.guard.rules.red_lines import RED_LINES
from zhanggui.guard.rules.words import MATCH, Finding, RedLine, Situation

# How far around a match an exception may look, in characters.
_BEFORE, _AFTER = 24, 36
# A text in which this many matches ask to be excused is not excused any more: the check stays quick.
_MOST_EXCUSES = 12


def check(text: str, situation: Situation) -> tuple[Finding, ...]:
    """The red lines that the text crosses, severest first; of texts over 2,000 characters the beginning."""
    lines = [line for line in RED_LINES if line.applies_when(situation)]
    if not lines:
        return ()
    reading = masked(read(text), situation.ours)
    crossed = [(line, found) for line in lines if (found := _crossing(line, reading.text))]
    findings = [_finding(line, found, reading, text, situation) for line, found in crossed]
    return tuple(sorted(findings, key=lambda finding: (finding.severity.rank, finding.rule)))


def _crossing(line: RedLine, text: str) -> re.Match[str] | None:
    """The first match that nothing excuses."""
    if not line.mention.search(text):
        return None
    excused = 0
    for matcher in line.matchers:
        for found in matcher.finditer(text):
            if excused >= _MOST_EXCUSES or not _is_excused(line, found):
                return found
            excused += 1
    return None


def _is_excused(line: RedLine, found: re.Match[str]) -> bool:
    text = found.string
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    around = f"{before}{MATCH}{text[found.end() : found.end() + _AFTER]}"
    return bool(line.excuse and line.excuse.search(around))


def _finding(
    line: RedLine, found: re.Match[str], reading: Reading, text: str, situation: Situation
) -> Finding:
    start, end = reading.span(*found.span())
    return Finding(
        rule=line.id,
        title=line.title,
        severity=line.severity[situation.platform],
        quote=text[start:end].strip(),
        say=line.say,
        instead=line.instead,
        source=line.source,
    )
