"""How phrases are used, and what goes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zhanggui.conversations import rules


@dataclass(frozen=True)
class PhraseUse:
    """One phrase in a span. `edited`: of the sent ones those whose words were changed."""

    phrase_id: int
    title: str
    is_own: bool
    sent: int
    edited: int

    @property
    def edited_share(self) -> float:
        return self.edited / self.sent


@dataclass(frozen=True)
class Speed:
    """Rounds that people answered. Seconds; None without any."""

    rounds: int
    average_seconds: float | None
    median_seconds: float | None
    within_30: int


@dataclass(frozen=True)
class Sales:
    """Inquiries (a buyer on a day) and how many of them were paid in the end."""

    inquiries: int
    paid: int

    @property
    def rate(self) -> float | None:
        return self.paid / self.inquiries if self.inquiries else None


_USED = """
    SELECT p.id, p.title, p.owner_id IS NOT NULL, count(*), count(*) FILTER (WHERE m.edited)
    FROM conversations_message m
    JOIN conversations_conversation c ON c.id = m.conversation_id AND c.shop_id = %(shop)s
    JOIN conversations_phrase p ON p.id = m.phrase_id AND p.shop_id = %(shop)s
    WHERE m.phrase_id IS NOT NULL AND m.at >= %(since)s AND m.at < %(until)s AND m.kind = 'text'
    GROUP BY p.id ORDER BY count(*) DESC, p.id LIMIT 500
"""
# Rounds that began while nobody was there say nothing of how fast somebody writes.
_SPEED = """
    SELECT m.phrase_id IS NOT NULL, count(*), avg(r.waited_ms) / 1000,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY r.waited_ms) / 1000,
           count(*) FILTER (WHERE r.waited_ms <= 30000)
    FROM conversations_round r
    JOIN conversations_message m ON (m.conversation_id, m.position) = (r.conversation_id, r.ended_position)
    WHERE r.shop_id = %(shop)s AND r.asked_at >= %(since)s AND r.asked_at < %(until)s
        AND r.how = %(answered)s AND NOT r."left"
    GROUP BY 1
"""
# Final: paid by the end of the second day after the chat. A chat of somebody who had paid before it and
# bought nothing after it is no inquiry (cs-kpis, section 10: 10 and 11).
_SALES = """
    WITH talk AS (
        SELECT c.buyer_id, (r.asked_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
               min(r.asked_at) AS first_at,
               bool_or(m.phrase_id IS NOT NULL) AS with_phrase
        FROM conversations_round r
        JOIN conversations_conversation c ON c.id = r.conversation_id
        JOIN conversations_message m
            ON (m.conversation_id, m.position) = (r.conversation_id, r.ended_position)
        WHERE r.shop_id = %(shop)s AND r.asked_at >= %(since)s AND r.asked_at < %(until)s
            AND r.how = %(answered)s
        GROUP BY 1, 2
    ), bought AS (
        SELECT t.buyer_id, t.day, o.paid_at
        FROM talk t JOIN orders_order o ON o.buyer_id = t.buyer_id AND o.paid_at IS NOT NULL
        UNION ALL
        SELECT t.buyer_id, t.day, o.paid_at
        FROM talk t
        JOIN orders_orderclaim k ON k.buyer_id = t.buyer_id AND k.state = 'verified'
        JOIN orders_order o ON o.id = k.order_id AND o.paid_at IS NOT NULL
    ), judged AS (
        SELECT t.with_phrase,
               coalesce(bool_or(b.paid_at >= t.first_at
                   AND b.paid_at < (t.day + 3)::timestamp AT TIME ZONE 'Asia/Shanghai'), false) AS paid,
               coalesce(bool_or(b.paid_at < t.first_at), false) AS had_paid
        FROM talk t LEFT JOIN bought b USING (buyer_id, day)
        GROUP BY t.buyer_id, t.day, t.with_phrase
    )
    SELECT with_phrase, count(*), count(*) FILTER (WHERE paid) FROM judged
    WHERE paid OR NOT had_paid GROUP BY 1
"""


def phrases_used(shop_id: int, *, since: datetime, until: datetime) -> list[PhraseUse]:
    """The phrases that messages of the span were written from, the most used first."""
    with connection.cursor() as cursor:
        cursor.execute(_USED, {"shop": shop_id, "since": since, "until": until})
        return [PhraseUse(*row) for row in cursor.fetchall()]


def speed_by_phrase(shop_id: int, *, since: datetime, until: datetime) -> dict[bool, Speed]:
    """How fast rounds were answered, with a phrase (True) and without."""
    values = _values(shop_id, since, until)
    with connection.cursor() as cursor:
        cursor.execute(_SPEED, values)
        found = {row[0]: Speed(row[1], float(row[2]), float(row[3]), row[4]) for row in cursor.fetchall()}
    return {key: found.get(key, Speed(0, None, None, 0)) for key in (True, False)}


def sales_by_phrase(shop_id: int, *, since: datetime, until: datetime) -> dict[bool, Sales]:
    """What became of the inquiries, of those with a phrase in an answer (True) and of those without."""
    values = _values(shop_id, since, until)
    with connection.cursor() as cursor:
        cursor.execute(_SALES, values)
        found = {row[0]: Sales(row[1], row[2]) for row in cursor.fetchall()}
    return {key: found.get(key, Sales(0, 0)) for key in (True, False)}


def _values(shop_id: int, since: datetime, until: datetime) -> dict[str, Any]:
    return {"shop": shop_id, "since": since, "until": until, "answered": rules.ANSWERED}
