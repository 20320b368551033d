"""What is counted beside words and rounds: judgements, time there, and whom volume leaves out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from zhanggui.conversations.rules.figures.counting import SHOP, Counts, Person, people
from zhanggui.conversations.rules.figures.pieces import (
    HOUR,
    Asking,
    Being,
    Figures,
    Handing,
    Judging,
    Linked,
    Stretch,
    Terms,
    hour_of,
)
from zhanggui.conversations.rules.surveys import DISSATISFIED, SATISFIED
from zhanggui.foundation.calendar import day_starts_at, shop_day

# What counts people who came; speed counts everybody (cs-kpis 10.10). Who is unanswered is one who consulted.
VOLUME = frozenset(
    {"consulted", "received", "handed_in", "handed_out", "unanswered", "followed_up", "invited"}
)
_ONLINE, _BREAK = "online", "break"
_MS = timedelta(milliseconds=1)
_FINAL = timedelta(days=3)  # "final" is the end of the second day after the chat (10.11)
_Sums = dict[tuple[int | None, datetime], Counter[str]]
Left = Collection[tuple[date, int]]  # (day, conversation) that are no inquiries


def count_judgings(judgings: Iterable[Judging], left: Left = ()) -> Counts:
    """All of the invitation's hour. The buyers who were invited are people: once a day."""
    sums: _Sums = defaultdict(Counter)
    judgings = list(judgings)
    for one in judgings:
        for who in (one.agent_id, SHOP):
            sum_ = sums[who, one.hour]
            sum_["surveys"] += 1
            if one.points is not None:
                sum_["judged"] += 1
                sum_["points"] += one.points
                sum_["satisfied"] += one.points in SATISFIED
                sum_["dissatisfied"] += one.points in DISSATISFIED
    for person in invited(judgings):
        if (shop_day(person.hour), person.conversation_id) not in left:
            sums[person.who, person.hour]["invited"] += 1
    return _counts(sums)


def invited(judgings: Iterable[Judging]) -> Iterator[Person]:
    """Each agent's, and the shop's, in the hour of the first invitation."""
    first: dict[tuple[int, date, int], datetime] = {}
    for one in judgings:
        for who in (one.agent_id, SHOP):
            key = (who, one.day, one.conversation_id)
            first[key] = min(first.get(key, one.hour), one.hour)
    for (who, _, conversation_id), hour in first.items():
        yield Person("invited", who, hour, conversation_id)


def count_beings(beings: Iterable[Being], *, since: datetime, until: datetime) -> Counts:
    """How long members were there within [since, until), cut at the hours; for the shop their sum."""
    sums: _Sums = defaultdict(Counter)
    for one in beings:
        name = {_ONLINE: "online_ms", _BREAK: "break_ms"}.get(one.state)
        begins, ends = max(one.starts_at, since), min(one.ends_at, until)
        while name and begins < ends:
            hour = hour_of(begins)
            stops = min(ends, hour + HOUR)
            # Whole milliseconds since the hour began, so that what is cut in two is not less than the whole.
            ms = (stops - hour) // _MS - (begins - hour) // _MS
            for who in (one.agent_id, SHOP):
                sums[who, hour][name] += ms
            begins = stops
    return _counts(sums)


def is_inquiry(first_at: datetime, orders: Iterable[Linked], terms: Terms) -> bool:
    """Whether a talk whose first word of the day was then asks about something to buy: not when the buyer has
    an order that was paid before it, and nothing else in that time (cs-kpis 10.10)."""
    since = first_at - timedelta(days=terms.linked_days)
    until = day_starts_at(shop_day(first_at)) + _FINAL
    of_before = [one for one in orders if one.paid_at is not None and since <= one.paid_at < first_at]
    others = [one for one in orders if one not in of_before and since <= one.created_at < until]
    return not of_before or bool(others)


def not_inquiries(
    stretches: Iterable[Stretch], orders: dict[int, list[Linked]], terms: Terms
) -> set[tuple[date, int]]:
    """(day, conversation) of talks that are about nothing but what was paid for before. `orders`: by the
    conversation; only those of them are looked at."""
    first: dict[tuple[date, int], datetime] = {}
    for one in stretches:
        if one.conversation_id in orders:
            key = (one.day, one.conversation_id)
            first[key] = min(first.get(key, one.first_at), one.first_at)
    return {key for key, at in first.items() if not is_inquiry(at, orders[key[1]], terms)}


def count_left(
    stretches: Sequence[Stretch],
    askings: Sequence[Asking],
    handings: Sequence[Handing],
    left: Left,
    terms: Terms,
) -> Counts:
    """The talks that are no inquiries; where the shop counts only inquiries, volume is less by them."""
    sums: _Sums = defaultdict(Counter)
    talks = {conversation_id for _, conversation_id in left}
    theirs = people(
        [one for one in stretches if one.conversation_id in talks],
        [one for one in askings if one.conversation_id in talks],
        [one for one in handings if one.conversation_id in talks],
        terms,
    )
    for person in theirs:
        if (shop_day(person.hour), person.conversation_id) not in left:
            continue
        if person.figure == "consulted":
            sums[person.who, person.hour]["not_inquiries"] += 1
        if terms.only_inquiries and person.figure in VOLUME:
            sums[person.who, person.hour][person.figure] -= 1
    return _counts(sums)


def _counts(sums: _Sums) -> Counts:
    return Counts(MappingProxyType({key: Figures(**dict(sum_)) for key, sum_ in sums.items()}))
