"""The words of the room: a situation, a red line, a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# Stands for the matched words in an exception.
MATCH = "▮"


class Severity(StrEnum):
    """What a finding does to a draft, severest first."""

    BLOCK = "block"  # is not sent
    WARN = "warn"  # is sent when the agent gives a reason
    HINT = "hint"  # is sent, and the agent is told

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    @property
    def milder(self) -> Severity:
        return Severity.WARN if self is Severity.BLOCK else Severity.HINT


class Outcome(StrEnum):
    """What became of a text that crossed a red line."""

    BLOCKED = "blocked"
    WARNED = "warned"  # not sent: the agent had no reason to give, yet
    OVERRIDDEN = "overridden"  # sent with a reason


@dataclass(frozen=True)
class Situation:
    """Where a text goes out. `ours` are texts that are ours or this buyer's (order and waybill numbers,
    phone, hosts): they are masked before matching. Texts under four characters are too common to mask."""

    platform: str
    channel: str = "web"
    ours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One red line that a text crosses: the words that cross it, why, and what to say instead."""

    rule: str
    title: str
    severity: Severity
    quote: str
    say: str
    instead: str
    source: str


@dataclass(frozen=True)
class RedLine:
    """One rule as data.

    `about` is what a text must hold to be looked at closely. A pattern matches the text as it sounds.
    An exception matches the neighbourhood of such a match, in which MATCH stands for the matched words,
    and excuses it: "如果您?▮" excuses a condition. A doubt is written alike and makes the finding one step
    milder: what is not sure does not block. `severity` is by platform; where a platform is missing,
    the rule does not hold; `say` is by platform too. No channels means all. `source` says where the rule
    stands, with its date.
    """

    id: str
    title: str
    about: str
    severity: Mapping[str, Severity]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...]
    doubts: tuple[str, ...]
    say: Mapping[str, str]
    instead: str
    source: str
    channels: frozenset[str] = frozenset()
    mention: re.Pattern[str] = field(init=False, repr=False, compare=False)
    matchers: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)
    excuse: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    doubt: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Compiled once: the checks of hundreds of messages a second share them.
        object.__setattr__(self, "mention", re.compile(self.about))
        object.__setattr__(self, "matchers", tuple(re.compile(pattern) for pattern in self.patterns))
        object.__setattr__(self, "excuse", _any_of(self.exceptions))
        object.__setattr__(self, "doubt", _any_of(self.doubts))

    def applies_when(self, situation: Situation) -> bool:
        return situation.platform in self.severity and (
            not self.channels or situation.channel in self.channels
        )


def _any_of(shapes: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{shape})" for shape in shapes)) if shapes else None
