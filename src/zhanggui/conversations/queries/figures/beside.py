"""What figures take beside words and rounds: judgements, time there, and orders that talks are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from zhanggui.conversations.models.surveys import Survey
from zhanggui.conversations.queries.inquiries import said_to_be_none
from zhanggui.conversations.rules.figures import (
    Being,
    Judging,
    Linked,
    Stretch,
    Terms,
    hour_of,
    not_inquiries,
)
from zhanggui.foundation.calendar import shop_day
from zhanggui.orders.queries import order_times
from zhanggui.workforce.queries import presence_spans

_FINAL = timedelta(days=3)
_BUYERS = "SELECT buyer_id, id FROM conversations_conversation WHERE id = ANY(%s)"


@dataclass(frozen=True)
class Beside:
    """`left`: (day, conversation) of talks that are no inquiries, by their orders or by a member's word."""

    judgings: list[Judging]
    beings: list[Being]
    left: set[tuple[date, int]]
    since: datetime
    until: datetime


def beside_of(
    shop_id: int,
    stretches: Sequence[Stretch],
    since: datetime,
    until: datetime,
    terms: Terms,
    *,
    at: datetime,
) -> Beside:
    """Of [since, until), as it stands at the instant."""
    talks = {one.conversation_id for one in stretches}
    orders = _orders(shop_id, talks, since - timedelta(days=terms.linked_days), until + _FINAL)
    return Beside(
        judgings=judgings(shop_id, since, until),
        beings=beings(shop_id, since, until, at=at),
        left=(not_inquiries(stretches, orders, terms) if orders else set())
        | said_to_be_none(shop_id, shop_day(since), shop_day(until - timedelta.resolution)),
        since=since,
        until=until,
    )


def judgings(shop_id: int, since: datetime, until: datetime) -> list[Judging]:
    rows = Survey.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    of = ("conversation_id", "agent_id", "at", "points")
    return [Judging(talk, agent, hour_of(at), points) for talk, agent, at, points in rows.values_list(*of)]


def beings(shop_id: int, since: datetime, until: datetime, *, at: datetime) -> list[Being]:
    """Who is there still, is there until now."""
    return [
        Being(one.staff_id, one.state, one.starts_at, one.ends_at or max(at, one.starts_at))
        for one in presence_spans(shop_id, since, until)
    ]


def _orders(
    shop_id: int, conversation_ids: set[int], since: datetime, until: datetime
) -> dict[int, list[Linked]]:
    """By the conversation with their buyer: those that were placed or paid for in that time."""
    with connection.cursor() as cursor:  # the ORM takes its time over so many numbers
        cursor.execute(_BUYERS, [list(conversation_ids)])
        talks = dict(cursor.fetchall())
    times = order_times(shop_id, talks, since, until)
    return {talks[buyer_id]: [Linked(*one) for one in of] for buyer_id, of in times.items()}
