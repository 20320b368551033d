"""The cases behind a figure: the rounds or the talks that it counts, counted the same way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar

from django.db import connection

from zhanggui.conversations import rules
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries.figures import statements
from zhanggui.conversations.queries.figures.beside_cases import (
    BEINGS,
    JUDGINGS,
    Asked,
    BeingCase,
    JudgingCase,
    being_cases,
    judging_cases,
)
from zhanggui.conversations.queries.figures.counting import (
    NOT_INQUIRIES,
    Pieces,
    Span,
    pieces_of,
    spans,
    values_of,
)
from zhanggui.conversations.rules.figures import OPEN, PEOPLE, SHOP, Stretch, Terms, hour_of
from zhanggui.foundation.calendar import day_starts_at, shop_day

MOST_CASES = 200


@dataclass(frozen=True)
class RoundCase:
    """`is_met`: within the figure's limit; None where it has none."""

    conversation_id: int
    position: int
    asked_at: datetime
    questions: int
    left: bool
    how: str
    ended_at: datetime | None
    agent_id: int | None
    waited_ms: int
    is_met: bool | None = None
    buyer: str = ""

    @property
    def waited_seconds(self) -> int:
        return self.waited_ms // 1000


@dataclass(frozen=True)
class TalkCase:
    """What one agent (at the shop, everybody) and one buyer said on one day."""

    conversation_id: int
    position: int
    first_at: datetime
    last_at: datetime
    agent_ids: tuple[int, ...]
    asked_words: int
    said_words: int
    buyer: str = ""

    @property
    def lasted_seconds(self) -> int:
        return int((self.last_at - self.first_at).total_seconds())


@dataclass(frozen=True)
class Cases:
    """All that were counted are `total`; of many only the first 200 are here."""

    total: int = 0
    rounds: list[RoundCase] = field(default_factory=list)
    talks: list[TalkCase] = field(default_factory=list)
    judgings: list[JudgingCase] = field(default_factory=list)
    beings: list[BeingCase] = field(default_factory=list)


def cases_of(
    shop_id: int,
    figure: str,
    first: date,
    last: date,
    *,
    who: int | None = SHOP,
    hour: int | None = None,
    at: datetime,
) -> Cases:
    """Behind a figure that `CASES` names."""
    asked = Asked(who, hour)
    if figure in JUDGINGS:
        found = judging_cases(shop_id, figure, spans(shop_id, first, last), asked)
        if figure == "invited":  # of buyers, some of whom volume leaves out
            left = _left(shop_id, first, last, at)
            found = [one for one in found if (shop_day(one.at), one.conversation_id) not in left]
        return Cases(total=len(found), judgings=_named(found[:MOST_CASES]))
    if figure in BEINGS:
        there = being_cases(shop_id, figure, spans(shop_id, first, last), asked, at=at)
        return Cases(total=len(there), beings=there[:MOST_CASES])
    if figure in _ROUNDS:
        return _round_cases(shop_id, figure, spans(shop_id, first, last), asked, at)
    talks = [
        case
        for pieces in pieces_of(shop_id, first, last, at=at)
        for case in _talk_cases(pieces, figure, asked)
    ]
    talks.sort(key=_longest_first if figure in {"pairs", "long"} else _latest_first)
    return Cases(total=len(talks), talks=_named(talks[:MOST_CASES]))


def _left(shop_id: int, first: date, last: date, at: datetime) -> set[tuple[date, int]]:
    if not any(span.terms.only_inquiries for span in spans(shop_id, first, last)):
        return set()
    every = pieces_of(shop_id, first, last, at=at)
    return {key for one in every if one.terms.only_inquiries for key in one.beside.left}


def _round_cases(shop_id: int, figure: str, of: Iterable[Span], asked: Asked, at: datetime) -> Cases:
    found: list[RoundCase] = []
    for span in of:
        with connection.cursor() as cursor:
            cursor.execute(statements.ROUNDS, values_of(shop_id, span, at))
            rounds = [RoundCase(*row) for row in cursor.fetchall()]
        mine = [one for one in rounds if asked.who in {SHOP, one.agent_id}]
        judged = _ROUNDS[figure](mine, span.terms)
        found += [one for one in judged if asked.takes_hour(hour_of(one.asked_at))]
    found.sort(key=lambda one: (one.is_met is True, -one.waited_ms, one.asked_at))
    return Cases(total=len(found), rounds=_named(found[:MOST_CASES]))


_Judge = Callable[[list[RoundCase], Terms], Iterator[RoundCase]]


def _counted(rounds: Iterable[RoundCase], terms: Terms) -> Iterator[RoundCase]:
    for one in rounds:
        is_left = one.left and not terms.counts_left
        if one.how != rules.EXCUSED and not is_left and terms.measures(hour_of(one.asked_at)):
            yield one


def _answered(rounds: Iterable[RoundCase], terms: Terms) -> Iterator[RoundCase]:
    return (one for one in _counted(rounds, terms) if one.how == rules.ANSWERED)


def _within(limit_of: Callable[[Terms], int]) -> _Judge:
    def judge(rounds: list[RoundCase], terms: Terms) -> Iterator[RoundCase]:
        for one in _counted(rounds, terms):
            in_time = one.waited_ms <= limit_of(terms) * 1000
            if one.how != OPEN or not in_time:
                yield _judged(one, is_met=in_time and one.how == rules.ANSWERED)

    return judge


def _judged(one: RoundCase, *, is_met: bool) -> RoundCase:
    return RoundCase(**{**vars(one), "is_met": is_met})


def _first_replies(rounds: list[RoundCase], terms: Terms) -> Iterator[RoundCase]:
    seen: set[tuple[int | None, date, int]] = set()
    for one in sorted(_answered(rounds, terms), key=lambda one: one.position):
        pair = (one.agent_id, shop_day(one.asked_at), one.conversation_id)
        if pair not in seen:
            seen.add(pair)
            yield one


_ROUNDS: MappingProxyType[str, _Judge] = MappingProxyType(
    {
        "rounds": _counted,
        "answered": _answered,
        "first_replies": _first_replies,
        "fast": _within(lambda terms: terms.fast_seconds),
        "prompt": _within(lambda terms: terms.prompt_seconds),
        "left": lambda rounds, _: (one for one in rounds if one.left and one.how != rules.EXCUSED),
        "excused": lambda rounds, _: (one for one in rounds if one.how == rules.EXCUSED),
    }
)
CASES = frozenset({*PEOPLE, *_ROUNDS, *JUDGINGS, *BEINGS, "words", "pairs", "at_once", NOT_INQUIRIES})


def _talk_cases(pieces: Pieces, figure: str, asked: Asked) -> Iterator[TalkCase]:
    talks = _talks(pieces.stretches, asked.who, apart=figure == "pairs")
    # Who took a buyer over and handed them on without a word has no words of their own to show.
    others = _talks(pieces.stretches, SHOP, apart=False) if figure in PEOPLE else {}
    for key in _wanted(pieces, talks, figure, asked):
        if stretches := talks.get(key) or others.get(key):
            yield _talk(stretches)
        elif figure in PEOPLE:
            yield _wordless(key)


_Talk = tuple[date, int, int | None]


def _talks(stretches: Iterable[Stretch], who: int | None, *, apart: bool) -> dict[_Talk, list[Stretch]]:
    """By day and buyer; each agent's for itself where the shop's figure is the sum of the agents'."""
    found: dict[_Talk, list[Stretch]] = defaultdict(list)
    for one in stretches:
        if who in {SHOP, one.agent_id}:
            found[one.day, one.conversation_id, one.agent_id if apart else None].append(one)
    return found


def _wanted(pieces: Pieces, talks: dict[_Talk, list[Stretch]], figure: str, asked: Asked) -> list[_Talk]:
    if figure in PEOPLE or figure == NOT_INQUIRIES:
        return [
            (day, one.conversation_id, None)
            for one in pieces.people()
            for day in (shop_day(one.hour),)
            if asked.takes(one.who, one.hour) and pieces.counts_in(figure, one, day)
        ]
    if figure == "at_once":
        return _at_the_peak(pieces, talks, asked)
    if figure == "pairs":
        begun = {key: min(one.first_at for one in of) for key, of in talks.items()}
        return [
            key
            for key, of in talks.items()
            if any(one.said_words for one in of) and asked.takes_hour(hour_of(begun[key]))
        ]
    return [key for key, of in talks.items() if any(asked.takes_hour(one.hour) for one in of)]


def _at_the_peak(pieces: Pieces, talks: dict[_Talk, list[Stretch]], asked: Asked) -> list[_Talk]:
    peaks = [most for (who, hour), most in pieces.busiest().items() if asked.takes(who, hour)]
    if not peaks:
        return []
    most = max(number for number, _ in peaks)
    when = min(at for number, at in peaks if number == most)
    found = []
    for key, of in talks.items():
        visits: dict[tuple[int | None, int], list[Stretch]] = defaultdict(list)
        for one in of:
            visits[one.agent_id, one.visit].append(one)
        if key[0] == shop_day(when) and any(
            min(one.first_at for one in visit)
            <= when
            < max(one.last_at for one in visit) + pieces.terms.apart
            for visit in visits.values()
        ):
            found.append(key)
    return found


def _wordless(key: _Talk) -> TalkCase:
    """A buyer who was handed on, on a day on which nobody said a word."""
    day, conversation_id, _ = key
    begins = day_starts_at(day)
    return TalkCase(
        conversation_id=conversation_id,
        position=1,
        first_at=begins,
        last_at=begins,
        agent_ids=(),
        asked_words=0,
        said_words=0,
    )


def _talk(stretches: list[Stretch]) -> TalkCase:
    first = min(stretches, key=lambda one: one.first_position)
    return TalkCase(
        conversation_id=first.conversation_id,
        position=first.first_position,
        first_at=min(one.first_at for one in stretches),
        last_at=max(one.last_at for one in stretches),
        agent_ids=tuple(dict.fromkeys(one.agent_id for one in stretches if one.agent_id)),
        asked_words=sum(one.asked_words for one in stretches),
        said_words=sum(one.said_words for one in stretches),
    )


def _longest_first(one: TalkCase) -> float:
    return -one.lasted_seconds


def _latest_first(one: TalkCase) -> float:
    return -one.first_at.timestamp()


_Case = TypeVar("_Case", RoundCase, TalkCase, JudgingCase)


def _named(cases: list[_Case]) -> list[_Case]:
    talks = Conversation.objects.filter(pk__in={one.conversation_id for one in cases})
    names = dict(talks.values_list("pk", "buyer__name"))
    return [type(one)(**{**vars(one), "buyer": names.get(one.conversation_id, "")}) for one in cases]
