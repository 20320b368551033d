"""Figures of a span of days of one shop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from psycopg import Cursor

from zhanggui.conversations import rules, settings
from zhanggui.conversations.models import Reception
from zhanggui.conversations.queries.figures import statements
from zhanggui.conversations.queries.figures.beside import Beside, beside_of
from zhanggui.conversations.rules.figures import (
    VOLUME,
    Asking,
    Counts,
    Handing,
    Person,
    Stretch,
    Terms,
    at_once,
    count,
    count_beings,
    count_judgings,
    count_left,
    hour_of,
    people,
)
from zhanggui.foundation.calendar import day_span, day_starts_at
from zhanggui.shops.queries import setting_values

MOST_DAYS = 92
NOT_INQUIRIES = "not_inquiries"
_ROOM = "SET LOCAL work_mem = '64MB'"  # a big day's words are sorted in memory
_SETTINGS = (
    settings.FAST_SECONDS,
    settings.PROMPT_SECONDS,
    settings.CAP_SECONDS,
    settings.SLOW_SECONDS,
    settings.LONG_MINUTES,
    settings.APART_MINUTES,
    settings.COUNTS_LEFT,
    settings.FROM_HOUR,
    settings.UNTIL_HOUR,
    settings.ONLY_INQUIRIES,
    settings.LINKED_DAYS,
)
# A reception is over within days: the buyer's silence ends it, or somebody does.
_LONGEST_RECEPTION = timedelta(days=31)


def terms_on(shop_id: int, day: date) -> Terms:
    """What was decided for that day: the settings as they stood at its last instant."""
    ended_at = day_starts_at(day + timedelta(days=1)) - timedelta.resolution
    values = setting_values(shop_id, _SETTINGS, at=ended_at)
    return Terms(
        fast_seconds=values[settings.FAST_SECONDS.key],
        prompt_seconds=values[settings.PROMPT_SECONDS.key],
        cap_seconds=values[settings.CAP_SECONDS.key],
        slow_seconds=values[settings.SLOW_SECONDS.key],
        long_minutes=values[settings.LONG_MINUTES.key],
        apart_minutes=values[settings.APART_MINUTES.key],
        counts_left=values[settings.COUNTS_LEFT.key] > 0,
        from_hour=values[settings.FROM_HOUR.key],
        until_hour=values[settings.UNTIL_HOUR.key],
        only_inquiries=values[settings.ONLY_INQUIRIES.key] > 0,
        linked_days=values[settings.LINKED_DAYS.key],
    )


@dataclass(frozen=True)
class Span:
    """Days that are counted by the same terms, as [since, until) instants."""

    since: datetime
    until: datetime
    terms: Terms


@dataclass(frozen=True)
class Pieces:
    stretches: list[Stretch]
    askings: list[Asking]
    handings: list[Handing]
    terms: Terms
    beside: Beside

    def counts(self) -> Counts:
        counted = count(self.stretches, self.askings, self.handings, self.terms)
        left, of = self.beside.left, self.beside
        counted += count_left(self.stretches, self.askings, self.handings, left, self.terms)
        counted += count_judgings(of.judgings, left if self.terms.only_inquiries else ())
        return counted + count_beings(of.beings, since=of.since, until=of.until)

    def people(self) -> list[Person]:
        return people(self.stretches, self.askings, self.handings, self.terms)

    def counts_in(self, figure: str, one: Person, day: date) -> bool:
        """Whether the person is one of those whom the figure counts."""
        is_left = (day, one.conversation_id) in self.beside.left
        if figure == NOT_INQUIRIES:
            return is_left and one.figure == "consulted"
        return one.figure == figure and not (is_left and self.terms.only_inquiries and figure in VOLUME)

    def busiest(self) -> dict[tuple[int | None, datetime], tuple[int, datetime]]:
        return at_once(self.stretches, self.terms)


def figures_of(shop_id: int, first: date, last: date, *, at: datetime) -> Counts:
    """Of the days first to last, both included, as they stand at the instant; 92 days at most."""
    return reduce(lambda sum_, one: sum_ + one.counts(), pieces_of(shop_id, first, last, at=at), Counts())


def pieces_of(shop_id: int, first: date, last: date, *, at: datetime) -> Iterator[Pieces]:
    for span in spans(shop_id, first, last):
        yield _pieces(shop_id, span, at)


def spans(shop_id: int, first: date, last: date) -> list[Span]:
    """Neighbouring days with the same terms together."""
    days = [first + timedelta(days=one) for one in range(min((last - first).days + 1, MOST_DAYS))]
    found = []
    for terms, of in groupby(days, key=lambda day: terms_on(shop_id, day)):
        same = list(of)
        found.append(Span(day_span(same[0])[0], day_span(same[-1])[1], terms))
    return found


def values_of(shop_id: int, span: Span, at: datetime) -> dict[str, Any]:
    terms = span.terms
    return {
        "shop": shop_id,
        "since": span.since,
        "until": span.until,
        "origin": span.since,
        "at": at,
        "apart": terms.apart,
        "counts_left": terms.counts_left,
        "fast": terms.fast_seconds * 1000,
        "prompt": terms.prompt_seconds * 1000,
        "cap": terms.cap_seconds * 1000,
        "slow": terms.slow_seconds * 1000,
    }


@transaction.atomic
def _pieces(shop_id: int, span: Span, at: datetime) -> Pieces:
    values = values_of(shop_id, span, at)
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
    # As bytes, not as text: reading 20,000 rows of instants takes a fifth of the time.
    with connection.wrap_database_errors, Cursor(connection.connection) as quick:
        stretches = list(map(Stretch._make, quick.execute(statements.STRETCHES, values, binary=True)))
        askings = list(map(Asking._make, quick.execute(statements.ASKINGS, values, binary=True)))
    beside = beside_of(shop_id, stretches, span.since, span.until, span.terms, at=at)
    return Pieces(stretches, askings, list(_handings(shop_id, span)), span.terms, beside)


def _handings(shop_id: int, span: Span) -> Iterator[Handing]:
    theirs = Reception.objects.filter(conversation__shop_id=shop_id, agent__shop_id=shop_id)
    came = theirs.filter(
        opened_at__gte=span.since, opened_at__lt=span.until, how__in=(rules.BY_TRANSFER, rules.BY_TAKING)
    )
    for conversation_id, agent_id, at in came.values_list("conversation_id", "agent_id", "opened_at"):
        yield Handing(conversation_id, agent_id, hour_of(at), came=True)
    went = theirs.filter(
        Q(ended_at__gte=span.since, ended_at__lt=span.until, state="transferred"),
        opened_at__gte=span.since - _LONGEST_RECEPTION,
        opened_at__lt=span.until,
    )
    for conversation_id, agent_id, ended_at in went.values_list("conversation_id", "agent_id", "ended_at"):
        if ended_at is not None:
            yield Handing(conversation_id, agent_id, hour_of(ended_at), came=False)
