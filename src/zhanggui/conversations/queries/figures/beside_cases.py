"""The invitations, and the time there, behind a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.conversations.models.surveys import Survey
from zhanggui.conversations.queries.figures.beside import beings
from zhanggui.conversations.queries.figures.counting import Span
from zhanggui.conversations.rules.figures import HOUR, SHOP, hour_of
from zhanggui.conversations.rules.surveys import DISSATISFIED, POINT_TITLES, SATISFIED
from zhanggui.foundation.calendar import SHANGHAI, shop_day

JUDGINGS = frozenset({"invited", "surveys", "judged", "satisfied", "dissatisfied"})
BEINGS = {"online": "online", "on_break": "break"}


@dataclass(frozen=True)
class Asked:
    """Which cases: of whom (an agent, nobody, the shop), and of which hour of the day, or of all."""

    who: int | None
    hour: int | None

    def takes(self, who: int | None, hour: datetime) -> bool:
        return who == self.who and self.takes_hour(hour)

    def takes_hour(self, hour: datetime) -> bool:
        return self.hour is None or hour.astimezone(SHANGHAI).hour == self.hour


@dataclass(frozen=True)
class JudgingCase:
    conversation_id: int
    position: int
    at: datetime
    agent_id: int
    by_id: int | None
    points: int | None
    words: str
    buyer: str = ""

    @property
    def points_title(self) -> str:
        return POINT_TITLES.get(self.points or 0, "")


@dataclass(frozen=True)
class BeingCase:
    """A part of a day in which somebody was there, or on a break."""

    agent_id: int
    starts_at: datetime
    ends_at: datetime

    @property
    def lasted_seconds(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds())


def judging_cases(shop_id: int, figure: str, of: Iterable[Span], asked: Asked) -> list[JudgingCase]:
    """Worst first; `invited` is the buyers, each with the first invitation of the day."""
    found: list[JudgingCase] = []
    for span in of:
        judged = _judgings(shop_id, span)
        mine = [one for one in judged if asked.who in {SHOP, one.agent_id}]
        found += [one for one in _of_figure(mine, figure) if asked.takes_hour(hour_of(one.at))]
    return sorted(found, key=lambda one: (one.points or len(POINT_TITLES) + 1, one.at))


def _judgings(shop_id: int, span: Span) -> list[JudgingCase]:
    rows = Survey.objects.filter(shop_id=shop_id, at__gte=span.since, at__lt=span.until).order_by("at", "pk")
    of = ("conversation_id", "reception__first_position", "at", "agent_id", "by_id", "points", "words")
    return [JudgingCase(*row) for row in rows.values_list(*of)]


def _of_figure(judged: list[JudgingCase], figure: str) -> list[JudgingCase]:
    match figure:
        case "invited":
            first = {(shop_day(one.at), one.conversation_id): one for one in reversed(judged)}
            return list(first.values())
        case "judged":
            return [one for one in judged if one.points is not None]
        case "satisfied":
            return [one for one in judged if one.points in SATISFIED]
        case "dissatisfied":
            return [one for one in judged if one.points in DISSATISFIED]
        case _:
            return judged


def being_cases(
    shop_id: int, figure: str, of: Iterable[Span], asked: Asked, *, at: datetime
) -> list[BeingCase]:
    found: list[BeingCase] = []
    for span in of:
        for one in beings(shop_id, span.since, span.until, at=at):
            if one.state == BEINGS[figure] and asked.who in {SHOP, one.agent_id}:
                begins, ends = max(one.starts_at, span.since), min(one.ends_at, span.until)
                found += [
                    BeingCase(one.agent_id, *part)
                    for part in ([(begins, ends)] if asked.hour is None else _in_hours(begins, ends, asked))
                    if part[0] < part[1]
                ]
    return sorted(found, key=lambda one: (one.agent_id, one.starts_at))


def _in_hours(begins: datetime, ends: datetime, asked: Asked) -> list[tuple[datetime, datetime]]:
    found = []
    hour = hour_of(begins)
    while hour < ends:
        if asked.takes_hour(hour):
            found.append((max(begins, hour), min(ends, hour + HOUR)))
        hour += HOUR
    return found
