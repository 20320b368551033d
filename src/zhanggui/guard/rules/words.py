"""The words of the room: a situation, a red line, a finding."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

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
    """Where a text goes out, and what is known of what it is about; None is not known.

    `ours` are texts that are ours or this buyer's (order and waybill numbers, phone, hosts): they are masked
    before matching. Texts under four characters are too common to mask.
    """

    platform: str
    channel: str = "web"
    ours: tuple[str, ...] = ()
    free_shipping: bool | None = None  # what the buyer orders or asks about ships free to the buyer
    seven_day: bool | None = None  # it may be returned within seven days without a reason
    after_cut_off: bool | None = None  # what is paid now does not leave today
    awaits_parcel: bool | None = None  # the buyer has paid what has not left
    return_address_known: bool | None = None  # the shop has told us its own, so that another one is another
    cut_off: str = ""  # the wall time after which what is paid leaves another day, 16:00; empty: not known


class Holds(StrEnum):
    """Whether a red line holds in a situation."""

    YES = "yes"
    PERHAPS = "perhaps"  # what it depends on is not known
    NO = "no"


@dataclass(frozen=True)
class Finding:
    """One red line that a text crosses: the words that cross it, why, and what to say instead. `say` has
    holes for `facts`, so that it can be said in another language."""

    rule: str
    title: str
    severity: Severity
    quote: str
    say: str
    instead: str
    source: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return with_facts(self.say, self.facts)


def with_facts(text: str, facts: Mapping[str, str]) -> str:
    """The text with its holes filled: other braces are somebody's own."""
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text


@dataclass(frozen=True)
class RedLine:
    """One rule as data.

    `about` is what a text must hold to be looked at closely. A pattern matches the text as it sounds, one of
    `written` the text as it is written (`reading.as_written`), for what sound loses: hosts, "1:1".
    An exception matches the neighbourhood of a match, in which MATCH stands for the matched words,
    and excuses it: "如果您?▮" excuses a condition;
    one of `within` does so in the matched words. A doubt is written like an exception and makes the finding
    one step milder: what is not sure does not block. `severity` is by platform; where a platform is missing,
    the rule does not hold; `say` is by platform too. No channels means all but `not_channels`. `needs` names
    fields of the situation that must be so; where one is not known the finding is a step milder, or there is
    none when the rule is `silent_unless_known`. `say_known` and `instead_known` have holes for fields of the
    situation, and are said where all of these are known. `source` says where the rule stands, with its date.
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
    not_channels: frozenset[str] = frozenset()
    written: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    needs: Mapping[str, bool] = field(default_factory=dict)
    silent_unless_known: bool = False
    say_known: str = ""
    instead_known: str = ""
    valid_from: date | None = date(2026, 11, 22)  # None: older than this program
    valid_to: date | None = None

    # Compiled when a text first asks, and once: most lines are asked for their mention only, and all of them
    # together cost a process a quarter of a second of its start.
    @cached_property
    def mention(self) -> re.Pattern[str]:
        return re.compile(self.about)

    @cached_property
    def matchers(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.patterns)

    @cached_property
    def written_matchers(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.written)

    @cached_property
    def inside(self) -> re.Pattern[str] | None:
        return _any_of(self.within)

    @cached_property
    def excuse(self) -> re.Pattern[str] | None:
        return _any_of(self.exceptions)

    @cached_property
    def doubt(self) -> re.Pattern[str] | None:
        return _any_of(self.doubts)

    def applies_when(self, situation: Situation) -> bool:
        """Whether it may hold, as far as is known."""
        return self.holds(situation) is not Holds.NO

    def holds(self, situation: Situation) -> Holds:
        if situation.platform not in self.severity or not self._is_for(situation.channel):
            return Holds.NO
        known = [(getattr(situation, name), wanted) for name, wanted in self.needs.items()]
        if any(value is not None and value is not wanted for value, wanted in known):
            return Holds.NO
        return Holds.PERHAPS if any(value is None for value, _ in known) else Holds.YES

    def _is_for(self, channel: str) -> bool:
        return (not self.channels or channel in self.channels) and channel not in self.not_channels

    def with_severity(self, severity: Severity) -> RedLine:
        """The same rule, as severe as that wherever it holds."""
        changed = copy.copy(self)
        object.__setattr__(changed, "severity", dict.fromkeys(self.severity, severity))
        return changed

    def stops(self, platform: str) -> bool:
        """Whether a text that crosses it does not simply go out."""
        return self.severity.get(platform, Severity.HINT) is not Severity.HINT


def _any_of(shapes: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{shape})" for shape in shapes)) if shapes else None
