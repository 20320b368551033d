"""What the pieces come to: by agent and for the shop, hour by hour; hours add up to days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from zhanggui.conversations.rules.figures.pieces import (
    HOUR,
    Asking,
    Figures,
    Handing,
    Stretch,
    Terms,
)
from zhanggui.foundation.calendar import SHANGHAI, shop_day

SHOP: Final = 0  # the shop as a whole, where a number names a member of staff and None nobody
PEOPLE = (
    "consulted",
    "received",
    "handed_in",
    "handed_out",
    "unanswered",
    "slow",
    "long",
    "followed_up",
)
_OF_WORDS = ("asked_words", "said_words", "asked_letters", "said_letters")
_OF_ROUNDS = (*("rounds", "answered", "waited_ms", "capped_ms", "fast", "of_fast", "prompt", "of_prompt"),)
_APART = ("left", "excused")
_Key = TypeVar("_Key")
_MS = timedelta(milliseconds=1)
_shop_day = cache(shop_day)  # of hours: a few hundred


class Person(NamedTuple):
    """A buyer who counts in a figure of an agent's, or of the shop's, and the hour in which they came to."""

    figure: str
    who: int | None
    hour: datetime
    conversation_id: int


@dataclass(slots=True)
class _Pair:
    """One agent and one buyer on one day; at the shop, the buyer alone."""

    asked: datetime | None = None
    said: datetime | None = None
    begun: datetime | None = None
    slow: datetime | None = None
    long: datetime | None = None
    came: datetime | None = None
    went: datetime | None = None
    began: datetime | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    answered: bool = False
    owed: bool = False
    first_position: int | None = None
    first_ms: int = 0
    first_hour: datetime | None = None

    def hear(self, one: Stretch) -> None:
        if one.asked_words:
            self.asked = _first(self.asked, one.hour)
        if one.said_words:
            self.said = _first(self.said, one.hour)
        if one.begins:
            self.begun = one.hour
        self.began = _first(self.began, one.hour)
        self.first_at = _first(self.first_at, one.first_at)
        self.last_at = one.last_at if self.last_at is None else max(self.last_at, one.last_at)
        self.answered |= one.answered
        self.owed |= one.owed

    def wait(self, one: Asking) -> None:
        if one.slow:
            self.slow = _first(self.slow, one.hour)
        if one.first_position is not None and (
            self.first_position is None or one.first_position < self.first_position
        ):
            self.first_position, self.first_ms, self.first_hour = one.first_position, one.first_ms, one.hour

    def close(self, terms: Terms) -> None:
        """Long is what somebody received, from the first word to the last."""
        if self.said and self.first_at and self.last_at and self.last_at - self.first_at > terms.long:
            self.long = self.began

    def join(self, other: _Pair) -> None:
        self.asked, self.said = _first(self.asked, other.asked), _first(self.said, other.said)
        self.begun, self.slow = _first(self.begun, other.begun), _first(self.slow, other.slow)
        self.long = _first(self.long, other.long)
        if other.said:
            self.came = _first(self.came, other.came)
        self.went = _first(self.went, other.went)
        self.answered |= other.answered
        self.owed |= other.owed

    def counts_in(self) -> Iterator[tuple[str, datetime]]:
        if self.asked:
            yield "consulted", self.asked
            if self.owed and not self.answered:
                yield "unanswered", self.asked
        if self.said:
            yield "received", self.said
            if self.came:
                yield "handed_in", self.said
        for figure, hour in (
            ("handed_out", self.went),
            ("slow", self.slow),
            ("long", self.long),
            ("followed_up", self.begun),
        ):
            if hour:
                yield figure, hour


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


_Pairs = dict[tuple[int | None, date, int], _Pair]


def _pairs(
    stretches: Iterable[Stretch], askings: Iterable[Asking], handings: Iterable[Handing], terms: Terms
) -> _Pairs:
    pairs: _Pairs = defaultdict(_Pair)
    for words in stretches:
        pairs[words.agent_id, _shop_day(words.hour), words.conversation_id].hear(words)
    for asking in askings:
        if terms.measures(asking.hour):
            pairs[asking.agent_id, _shop_day(asking.hour), asking.conversation_id].wait(asking)
    for handing in handings:
        pair = pairs[handing.agent_id, _shop_day(handing.hour), handing.conversation_id]
        if handing.came:
            pair.came = _first(pair.came, handing.hour)
        else:
            pair.went = _first(pair.went, handing.hour)
    for pair in pairs.values():
        pair.close(terms)
    return pairs


def people(
    stretches: Iterable[Stretch], askings: Iterable[Asking], handings: Iterable[Handing], terms: Terms
) -> list[Person]:
    """Each agent's, and the shop's."""
    return list(_people(_pairs(stretches, askings, handings, terms)))


def _people(pairs: _Pairs) -> Iterator[Person]:
    for (who, _, conversation_id), pair in pairs.items():
        for figure, hour in pair.counts_in():
            yield Person(figure, who, hour, conversation_id)
    for conversation_id, buyer in _buyers(pairs):
        for figure, hour in buyer.counts_in():
            yield Person(figure, SHOP, hour, conversation_id)


def _buyers(pairs: _Pairs) -> Iterator[tuple[int, _Pair]]:
    """Each day's buyers, whoever they spoke to: most spoke to one, and that pair is theirs."""
    buyers: dict[tuple[date, int], list[_Pair]] = defaultdict(list)
    for (_, day, conversation_id), pair in pairs.items():
        buyers[day, conversation_id].append(pair)
    for (_, conversation_id), of in buyers.items():
        if len(of) == 1:
            yield conversation_id, of[0]
            continue
        whole = _Pair()
        for pair in of:
            whole.join(pair)
        yield conversation_id, whole


@dataclass(frozen=True)
class Counts:
    """Figures by whose they are and by the hour in which they began."""

    hourly: MappingProxyType[tuple[int | None, datetime], Figures] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def __add__(self, other: Counts) -> Counts:
        merged = dict(self.hourly)
        for key, figures in other.hourly.items():
            merged[key] = merged[key] + figures if key in merged else figures
        return Counts(MappingProxyType(merged))

    def whole(self, who: int | None = SHOP) -> Figures:
        return self._sums(lambda _who, _hour: True, who).get(True, Figures())

    def by_agent(self) -> dict[int | None, Figures]:
        sums: dict[int | None, Figures] = {}
        for (who, _), figures in self.hourly.items():
            if who != SHOP:
                sums[who] = sums[who] + figures if who in sums else figures
        return sums

    def by_hour(self, who: int | None = SHOP) -> dict[int, Figures]:
        """By the hour of the day, 0 to 23."""
        return self._sums(lambda _who, hour: hour.astimezone(SHANGHAI).hour, who)

    def by_day(self, who: int | None = SHOP) -> dict[date, Figures]:
        return self._sums(lambda _who, hour: _shop_day(hour), who)

    def _sums(
        self, key_of: Callable[[int | None, datetime], _Key], wanted: int | None
    ) -> dict[_Key, Figures]:
        sums: dict[_Key, Figures] = {}
        for (who, hour), figures in self.hourly.items():
            if who == wanted:
                key = key_of(who, hour)
                sums[key] = sums[key] + figures if key in sums else figures
        return sums


def count(
    stretches: Sequence[Stretch], askings: Sequence[Asking], handings: Sequence[Handing], terms: Terms
) -> Counts:
    """What is not people is summed for the agents, and their sums for the shop."""
    pairs = _pairs(stretches, askings, handings, terms)
    sums: _Sums = defaultdict(Counter)
    _sum_words(sums, stretches)
    _sum_rounds(sums, askings, terms)
    for (who, _, _), pair in pairs.items():
        _sum_pair(sums, who, pair)
    for (_, hour), sum_ in list(sums.items()):
        sums[SHOP, hour].update(sum_)
    counted: Counter[tuple[int | None, tuple[str, datetime]]] = Counter(
        (who, one) for (who, _, _), pair in pairs.items() for one in pair.counts_in()
    )
    counted.update((SHOP, one) for _, buyer in _buyers(pairs) for one in buyer.counts_in())
    for (who, (figure, hour)), many in counted.items():
        sums[who, hour][figure] += many
    for key, (most, _) in at_once(stretches, terms).items():
        sums[key]["at_once"] = most
    return Counts(MappingProxyType({key: Figures(**dict(sum_)) for key, sum_ in sums.items()}))


_Sums = dict[tuple[int | None, datetime], Counter[str]]


def _sum_words(sums: _Sums, stretches: Iterable[Stretch]) -> None:
    for one in stretches:
        sum_ = sums[one.agent_id, one.hour]
        sum_["asked_words"] += one.asked_words
        sum_["said_words"] += one.said_words
        sum_["asked_letters"] += one.asked_letters
        sum_["said_letters"] += one.said_letters


def _sum_rounds(sums: _Sums, askings: Iterable[Asking], terms: Terms) -> None:
    for one in askings:
        sum_ = sums[one.agent_id, one.hour]
        sum_["left"] += one.left
        sum_["excused"] += one.excused
        if terms.measures(one.hour):
            sum_["rounds"] += one.rounds
            sum_["answered"] += one.answered
            sum_["waited_ms"] += one.waited_ms
            sum_["capped_ms"] += one.capped_ms
            sum_["fast"] += one.fast
            sum_["of_fast"] += one.of_fast
            sum_["prompt"] += one.prompt
            sum_["of_prompt"] += one.of_prompt


def _sum_pair(sums: _Sums, who: int | None, pair: _Pair) -> None:
    if pair.first_hour:
        sum_ = sums[who, pair.first_hour]
        sum_["first_replies"] += 1
        sum_["first_reply_ms"] += pair.first_ms
    if pair.said and pair.began and pair.first_at and pair.last_at:
        sum_ = sums[who, pair.began]
        sum_["pairs"] += 1
        sum_["pairs_ms"] += (pair.last_at - pair.first_at) // _MS


def at_once(
    stretches: Iterable[Stretch], terms: Terms
) -> dict[tuple[int | None, datetime], tuple[int, datetime]]:
    """The most talks of each hour that went on at once, and when first: one goes on from its first word until
    ten minutes after its last, and not over midnight."""
    moves: dict[tuple[int | None, datetime], tuple[list[datetime], list[datetime]]]
    moves = defaultdict(lambda: ([], []))
    for who, first_hour, begins, ends in _visits(stretches, terms):
        hour = first_hour
        while hour < ends and (hour == first_hour or _shop_day(hour) == _shop_day(first_hour)):
            after = hour + HOUR
            came, went = moves[who, hour]
            came.append(max(hour, begins))
            went.append(min(after, ends))
            hour = after
    return {key: _most(*of) for key, of in moves.items()}


def _most(came: list[datetime], went: list[datetime]) -> tuple[int, datetime]:
    most, when, gone = 0, came[0], 0
    came.sort()
    went.sort()
    for there, at in enumerate(came, start=1):
        while (
            gone < len(went) and went[gone] <= at
        ):  # who goes makes room before who comes at the same instant
            gone += 1
            if gone == len(went):
                break
        if there - gone > most:
            most, when = there - gone, at
    return most, when


_Visit = tuple[datetime, datetime, datetime]  # its first hour, its beginning and its end


def _visits(
    stretches: Iterable[Stretch], terms: Terms
) -> Iterator[tuple[int | None, datetime, datetime, datetime]]:
    """Of each agent; and of the shop, where one visit to two agents is one."""
    own: dict[tuple[int | None, int, date, int], _Visit] = {}
    for one in stretches:
        key = (one.agent_id, one.conversation_id, _shop_day(one.hour), one.visit)
        span = (one.hour, one.first_at, one.last_at)
        own[key] = _both(own[key], span) if key in own else span
    apart = terms.apart
    shops: dict[tuple[int, date, int], _Visit] = {}
    for (who, conversation_id, day, visit), span in own.items():
        talk = (conversation_id, day, visit)
        shops[talk] = _both(shops[talk], span) if talk in shops else span
        yield who, span[0], span[1], span[2] + apart
    for hour, begins, last in shops.values():
        yield SHOP, hour, begins, last + apart


def _both(one: _Visit, other: _Visit) -> _Visit:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2])
