"""The list's one statement: which orders stand on a page, quick for whatever is asked.

The danger of "newest first, 30 of them" is a filter that few orders pass: the database walks back through
a million in the hope of the thirtieth. So it walks the newest few thousand only (`near`), along the index
that leaves the least. When these do not fill the page, matches are so rare that all of them are fetched by
whatever index finds them (`far`), and sorted. `far` is begun only when it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from zhanggui.foundation.calendar import day_starts_at
from zhanggui.orders.asking import Filters, Question, Way, next_beginning
from zhanggui.orders.rules import Stage, phone_tail

WINDOW = 5_000  # orders that are looked at one by one
MANY = 1_000  # nobody counts further

_STAGE = "stage = %(stage)s"
_RARE_STAGES = frozenset({Stage.UNPAID, Stage.TO_SHIP})
# What one index answers at once, by the way; all else may match a large part of the table.
_EXACT = {
    Way.NUMBER: "number = %(text)s",
    Way.TAIL: "phone_tail = %(text)s",
    # The phone is known whole, or masked somewhere between its ends.
    Way.PHONE: "phone_tail = %(tail)s AND (receiver_phone LIKE %(phone)s OR receiver_phone LIKE %(masked)s"
    " OR receiver_phone LIKE '*%%')",
    Way.WAYBILL: "(waybill > '' AND waybill = ANY(%(waybills)s) OR waybill LIKE '%% %%'"
    " AND string_to_array(waybill, ' ') && %(waybills)s::text[])",
    Way.NICK: "buyer_nick = %(text)s",
    Way.ENDING: "number_backwards LIKE %(ending)s AND number <> %(text)s",
    Way.BEGINNING: "number > %(text)s AND number < %(next)s AND number LIKE %(beginning)s",
}


@dataclass(frozen=True)
class Place:
    """A place in the list: just behind an order, or (`back`) just before it."""

    at: datetime
    order_id: int
    back: bool = False


@dataclass(frozen=True)
class Found:
    """Ids in the list's order. `count` counts what there is from the place on, `more` if only so far."""

    rows: list[tuple[int, datetime]]
    count: int
    more: bool


def find(
    shop_id: int,
    filters: Filters,
    question: Question | None,
    place: Place | None,
    *,
    size: int,
    counted: bool,
) -> Found:
    """The first `size` orders from the place on."""
    back = place is not None and place.back
    key = "paid_at" if filters.by_paid else "created_at"
    values = {"shop": shop_id, "size": size, **_values(filters, question, place)}
    walk = _walk(filters, question)
    within = ["shop_id = %(shop)s", *_span(key, filters, place)]
    conditions = _conditions(filters)
    exact = question is not None and question.way in _EXACT
    fits, found_by = _sought(question)
    statement = (_direct if exact else _two_steps)(
        key=key,
        order=f"{'ASC' if back else 'DESC'}",
        walk=[*within, *walk],
        fits=[one for one in (*conditions, *fits) if one not in walk] or ["true"],
        all_of_it=[*within, *dict.fromkeys((*walk, *conditions, *found_by))],
        near=MANY + 1 if counted else size,
        counted=counted,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    count, more = (rows[0][2], rows[0][3]) if rows else (0, False)
    found = [(order_id, at) for order_id, at, *_ in rows]
    return Found(found[::-1] if back else found, min(count, MANY), more or count > MANY)


def _direct(*, key: str, order: str, all_of_it: list[str], **_: Any) -> str:
    return (
        f"WITH far AS MATERIALIZED (SELECT id, {key} AS at FROM orders_order WHERE {' AND '.join(all_of_it)})"  # noqa: S608
        " SELECT id, at, (SELECT count(*) FROM far), false"
        f" FROM far ORDER BY at {order}, id {order} LIMIT %(size)s"
    )


def _two_steps(
    *, key: str, order: str, walk: list[str], fits: list[str], all_of_it: list[str], near: int, counted: bool
) -> str:
    # What is `far` holds all that is `near`. A CTE is read only as far as somebody asks for its rows.
    count = "greatest((SELECT count(*) FROM far), (SELECT count(*) FROM near))"
    more = f"(SELECT count(*) FROM far) = 0 AND (SELECT count(*) FROM walked) = {WINDOW}"  # noqa: S608
    return f"""
        WITH walked AS MATERIALIZED (
            SELECT id, {key} AS at, {" AND ".join(fits)} AS fits FROM orders_order
            WHERE {" AND ".join(walk)} ORDER BY {key} {order}, id {order} LIMIT {WINDOW}
        ), near AS MATERIALIZED (
            SELECT id, at FROM walked WHERE fits LIMIT {near}
        ), far AS MATERIALIZED (
            SELECT id, {key} AS at FROM orders_order
            WHERE (SELECT count(*) FROM near) < %(size)s AND (SELECT count(*) FROM walked) = {WINDOW}
                AND {" AND ".join(all_of_it)}
        )
        SELECT id, at, {count if counted else "0"}, {more if counted else "false"} FROM (
            SELECT id, at FROM far UNION ALL SELECT id, at FROM near WHERE NOT EXISTS (SELECT FROM far)
        ) AS found ORDER BY at {order}, id {order} LIMIT %(size)s
    """  # noqa: S608 - pieces of this file only; what people type goes in as values


def _walk(filters: Filters, question: Question | None) -> list[str]:
    """The conditions that an index in the list's order answers: the first that is asked leaves the least."""
    walks = (
        (filters.by_paid, ["paid_at IS NOT NULL"]),
        (filters.stage in _RARE_STAGES, [_STAGE]),
        (question is not None and question.way == Way.WORDS, ["words IS NOT NULL"]),
        (filters.refunded, ["refunded"]),
        (filters.messaged, ["messaged"]),
        (filters.remarked, ["remarked"]),
        (filters.stage and filters.no_waybill, [_STAGE, "no_waybill"]),
        (filters.stage, [_STAGE]),
    )
    return next((walk for asked, walk in walks if asked), [])


def _span(key: str, filters: Filters, place: Place | None) -> list[str]:
    parts = []
    if filters.since:
        parts.append(f"{key} >= %(since)s")
    if filters.until:
        parts.append(f"{key} < %(until)s")
    if place:
        sign = ">" if place.back else "<"
        # The first condition is what the index walks; the second drops the few of the same instant.
        parts.append(f"{key} {sign}= %(place_at)s AND ({key}, id) {sign} (%(place_at)s, %(place_id)s)")
    return parts


def _conditions(filters: Filters) -> list[str]:
    said = {
        _STAGE: filters.stage,
        "refunded": filters.refunded,
        "remarked": filters.remarked,
        "messaged": filters.messaged,
        "no_waybill": filters.no_waybill,
        "total_fen >= %(least)s": filters.least_fen is not None,
        "total_fen <= %(most)s": filters.most_fen is not None,
        "paid_at IS NOT NULL": filters.by_paid,
    }
    return [condition for condition, asked in said.items() if asked]


def _sought(question: Question | None) -> tuple[list[str], list[str]]:
    """What finds the text: order by order, and by an index."""
    if question is None:
        return [], []
    if question.way in _EXACT:
        return [_EXACT[question.way]], [_EXACT[question.way]]
    if question.way == Way.NICK_BEGINS:
        begins = "buyer_nick LIKE %(beginning)s AND buyer_nick <> %(text)s"
        return [begins], [begins]
    there, indexed = ["words IS NOT NULL"], []
    for place in range(len(question.words)):
        word = f"lower(normalize(%(word{place})s, NFKC))"
        there.append(f"strpos(words, {word}) > 0")
        indexed.append(f"order_bigrams(words) @> order_bigrams({word})")
    return there, [*there, *indexed]


def _values(filters: Filters, question: Question | None, place: Place | None) -> dict[str, Any]:
    values: dict[str, Any] = {"least": filters.least_fen, "most": filters.most_fen}
    if filters.stage:
        values["stage"] = int(filters.stage)
    if filters.since:
        values["since"] = day_starts_at(filters.since)
    if filters.until:
        values["until"] = day_starts_at(filters.until + timedelta(days=1))
    if place:
        values |= {"place_at": place.at, "place_id": place.order_id}
    return values | (_texts(question) if question else {})


def _texts(question: Question) -> dict[str, Any]:
    text = question.text
    values: dict[str, Any] = {"text": text, "beginning": f"{_literal(text)}%"}
    values |= {f"word{place}": word for place, word in enumerate(question.words)}
    match question.way:
        case Way.PHONE:
            values |= {"tail": phone_tail(text), "phone": f"%{text}%", "masked": f"{text[:3]}%*%"}
        case Way.WAYBILL:
            values["waybills"] = [text, text.upper()]
        case Way.ENDING:
            values["ending"] = f"{text[::-1]}%"
        case Way.BEGINNING:
            values["next"] = next_beginning(text) or ":"  # the sign behind the 9
    return values


def _literal(text: str) -> str:
    """A text in which LIKE sees no joker."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
