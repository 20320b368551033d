"""What figures are counted from, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from zhanggui.foundation.calendar import SHANGHAI, shop_day

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Terms:
    """The decisions that a shop may take otherwise, with their defaults. `from_hour`, `until_hour`: of which
    questions speed is measured, half-open. `counts_left`: also of what was asked while nobody was there.
    `only_inquiries`: volume without talks about an order that was paid within `linked_days` before."""

    fast_seconds: int = 180
    prompt_seconds: int = 30
    cap_seconds: int = 600
    slow_seconds: int = 180
    long_minutes: int = 30
    apart_minutes: int = 10
    counts_left: bool = False
    from_hour: int = 0
    until_hour: int = 24
    only_inquiries: bool = False
    linked_days: int = 15

    @property
    def long(self) -> timedelta:
        return timedelta(minutes=self.long_minutes)

    @property
    def apart(self) -> timedelta:
        return timedelta(minutes=self.apart_minutes)

    def measures(self, hour: datetime) -> bool:
        whole_day = (self.from_hour, self.until_hour) == (0, 24)
        return whole_day or self.from_hour <= hour.astimezone(SHANGHAI).hour < self.until_hour


def hour_of(at: datetime) -> datetime:
    """The shop's hours begin when the hours of UTC do."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class Stretch(NamedTuple):
    """What one agent and one buyer said within an hour and a visit. A visit of the buyer's ends at midnight,
    and when nobody said a word for ten minutes. A buyer's word is of whom their round is of. `answered`: a
    word of the buyer's is in a round that was; `owed`: one is in a round that needed an answer; `begins`: the
    agent said the buyer's first word of the day, and answered nothing by it."""

    conversation_id: int
    agent_id: int | None
    hour: datetime
    visit: int
    first_position: int
    first_at: datetime
    last_at: datetime
    asked_words: int
    said_words: int
    asked_letters: int
    said_letters: int
    answered: bool
    owed: bool
    begins: bool

    @property
    def day(self) -> date:
        return shop_day(self.hour)


class Asking(NamedTuple):
    """The rounds with one buyer that one agent answered or had, and that began within an hour. What counts
    apart (left, excused) is in no other number. `of_fast`: rounds of which it is known whether they were
    answered within the limit. `first_position`, `first_ms`: of the first that was answered."""

    conversation_id: int
    agent_id: int | None
    hour: datetime
    rounds: int = 0
    answered: int = 0
    waited_ms: int = 0
    capped_ms: int = 0
    fast: int = 0
    of_fast: int = 0
    prompt: int = 0
    of_prompt: int = 0
    slow: int = 0
    left: int = 0
    excused: int = 0
    first_position: int | None = None
    first_ms: int = 0

    @property
    def day(self) -> date:
        return shop_day(self.hour)


class Handing(NamedTuple):
    """A buyer came to an agent from a colleague, or went to one. `hour`: in which."""

    conversation_id: int
    agent_id: int
    hour: datetime
    came: bool

    @property
    def day(self) -> date:
        return shop_day(self.hour)


class Judging(NamedTuple):
    """An invitation to judge a reception of the agent's, in the hour in which it went out, and the points
    that came back, if any did."""

    conversation_id: int
    agent_id: int
    hour: datetime
    points: int | None

    @property
    def day(self) -> date:
        return shop_day(self.hour)


class Being(NamedTuple):
    """Somebody was there, as what, in [starts_at, ends_at)."""

    agent_id: int
    state: str
    starts_at: datetime
    ends_at: datetime


class Linked(NamedTuple):
    """An order of the buyer's: when it was placed, and when paid for."""

    created_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True)
class Figures:
    """People are distinct buyers of a day, an agent's or the shop's. Every other number is a sum, but for
    `at_once`, the most of its span."""

    consulted: int = 0
    received: int = 0
    handed_in: int = 0
    handed_out: int = 0
    unanswered: int = 0
    slow: int = 0
    long: int = 0
    followed_up: int = 0
    first_replies: int = 0
    first_reply_ms: int = 0
    rounds: int = 0
    answered: int = 0
    waited_ms: int = 0
    capped_ms: int = 0
    fast: int = 0
    of_fast: int = 0
    prompt: int = 0
    of_prompt: int = 0
    left: int = 0
    excused: int = 0
    asked_words: int = 0
    said_words: int = 0
    asked_letters: int = 0
    said_letters: int = 0
    pairs: int = 0
    pairs_ms: int = 0
    at_once: int = 0
    invited: int = 0
    surveys: int = 0
    judged: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    points: int = 0
    online_ms: int = 0
    break_ms: int = 0
    not_inquiries: int = 0

    def __add__(self, other: Figures) -> Figures:
        sums = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        return Figures(**sums | {"at_once": max(self.at_once, other.at_once)})

    @property
    def direct(self) -> int:
        return self.received - self.handed_in

    @property
    def first_reply(self) -> float | None:
        """Seconds, of pairs; so are the next two, of rounds."""
        return _mean(self.first_reply_ms, self.first_replies)

    @property
    def average_reply(self) -> float | None:
        return _mean(self.waited_ms, self.answered)

    @property
    def capped_reply(self) -> float | None:
        return _mean(self.capped_ms, self.answered)

    @property
    def average_reception(self) -> float | None:
        return _mean(self.pairs_ms, self.pairs)

    @property
    def fast_rate(self) -> float | None:
        return _part(self.fast, self.of_fast)

    @property
    def prompt_rate(self) -> float | None:
        return _part(self.prompt, self.of_prompt)

    @property
    def reply_rate(self) -> float | None:
        return _part(self.consulted - self.unanswered, self.consulted)

    @property
    def invited_rate(self) -> float | None:
        """cs-kpis, section 6 and 10.15; so are the next four."""
        return _part(self.invited, self.received)

    @property
    def judged_rate(self) -> float | None:
        return _part(self.judged, self.surveys)

    @property
    def satisfied_rate(self) -> float | None:
        return _part(self.satisfied, self.judged)

    @property
    def dissatisfied_rate(self) -> float | None:
        return _part(self.dissatisfied, self.judged)

    @property
    def average_points(self) -> float | None:
        return _part(self.points, self.judged)

    @property
    def online(self) -> float | None:
        """Seconds; so is the next. None for who was not there."""
        return self.online_ms / 1000 if self.online_ms else None

    @property
    def on_break(self) -> float | None:
        return self.break_ms / 1000 if self.break_ms else None

    @property
    def answers_per_question(self) -> float | None:
        return _part(self.said_words, self.asked_words)


def _mean(ms: int, of: int) -> float | None:
    return ms / of / 1000 if of else None


def _part(part: int, of: int) -> float | None:
    return part / of if of else None
