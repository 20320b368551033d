"""The list's one statement: which orders stand on a page, quick for whatever is asked.

The danger of "newest first, 30 of them" is a filter that few orders pass: the database walks back through
a million in the hope of the thirtieth. So it walks the newest few thousand only (`near`), along the index
that leaves the least. When these do not fill the page, matches are so rare that all of them are fetched by
whatever index finds them (`far`), and sorted. `far` is begun only when it is needed.

Words need no walk: their index also knows the quarter of each order, and is asked quarter by quarter.
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
MANY, MANY_WORDS = 1_000, 300  # nobody counts further; words are counted row by row

_STAGE = "stage = %(stage)s"
_FLAGS = frozenset({"refunded", "remarked", "messaged", "no_waybill"})
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
    most = MANY_WORDS if question and question.way == Way.WORDS else MANY
    asked = _Asked(
        key=key,
        order="ASC" if back else "DESC",
        within=["shop_id = %(shop)s", *_span(key, filters, place)],
        walk=_walk(filters),
        conditions=[*_conditions(filters), *_sought(question)],
        near=most + 1 if counted else size,
        counted=counted,
    )
    values = {"shop": shop_id, "size": size, **_values(filters, question, place)}
    with connection.cursor() as cursor:
        cursor.execute(_statement(asked, filters, question), values)
        rows = cursor.fetchall()
    count, more = (rows[0][2], rows[0][3]) if rows else (0, False)
    found = [(order_id, at) for order_id, at, *_ in rows]
    return Found(found[::-1] if back else found, min(count, most), more or count > most)


@dataclass(frozen=True)
class _Asked:
    """The pieces of a statement: conditions, and in which order and how far they are looked for."""

    key: str
    order: str
    within: list[str]
    walk: list[str]
    conditions: list[str]
    near: int
    counted: bool

    @property
    def page(self) -> str:
        return f"ORDER BY at {self.order}, id {self.order} LIMIT %(size)s"

    @property
    def fits(self) -> str:
        """What an order on the walk must still show."""
        return " AND ".join(one for one in self.conditions if one not in self.walk) or "true"

    @property
    def all_of_it(self) -> str:
        return " AND ".join(dict.fromkeys((*self.within, *self.walk, *self.conditions)))


def _statement(asked: _Asked, filters: Filters, question: Question | None) -> str:
    everything = f"SELECT id, {asked.key} AS at FROM orders_order WHERE {asked.all_of_it}"  # noqa: S608
    way = question.way if question else None
    if way in _EXACT:
        return _one_step(asked, everything)
    if way == Way.NICK_BEGINS:
        few = max(1, WINDOW // 10)
        return _two_steps(asked, _walk_joined(asked, "true", few), f"{everything} AND {_unfilled(few)}", few)
    if question is None or way != Way.WORDS:
        return _two_steps(
            asked, _walk_through(asked, WINDOW), f"{everything} AND {_unfilled(WINDOW)}", WINDOW
        )
    tokens = _tokens(question)
    if filters.by_paid:
        walk = _walk_joined(asked, "remarked OR messaged", WINDOW)
        return _two_steps(asked, walk, _by_tokens(asked, tokens), WINDOW)
    return _one_step(asked, _by_quarters(asked, tokens))


def _one_step(asked: _Asked, far: str) -> str:
    return (
        f"WITH far AS MATERIALIZED ({far})"  # noqa: S608
        f" SELECT id, at, (SELECT count(*) FROM far), false FROM far {asked.page}"
    )


def _two_steps(asked: _Asked, walk: str, far: str, window: int) -> str:
    # What is `far` holds all that is `near`. A CTE is read only as far as somebody asks for its rows.
    count = "greatest((SELECT count(*) FROM far), (SELECT count(*) FROM near))"
    more = f"(SELECT count(*) FROM far) = 0 AND (SELECT count(*) FROM walked) = {window}"  # noqa: S608
    return f"""
        WITH walked AS MATERIALIZED ({walk}
        ), near AS MATERIALIZED (SELECT id, at FROM walked WHERE fits LIMIT {asked.near}
        ), far AS MATERIALIZED ({far})
        SELECT id, at, {count if asked.counted else "0"}, {more if asked.counted else "false"} FROM (
            SELECT id, at FROM far UNION ALL SELECT id, at FROM near WHERE NOT EXISTS (SELECT FROM far)
        ) AS found {asked.page}
    """  # noqa: S608 - pieces of this file only; what people type goes in as values


def _walk_through(asked: _Asked, window: int) -> str:
    return f"""
        SELECT id, {asked.key} AS at, {asked.fits} AS fits FROM orders_order
        WHERE {" AND ".join((*asked.within, *asked.walk))}
        ORDER BY {asked.key} {asked.order}, id {asked.order} LIMIT {window}
    """  # noqa: S608


def _walk_joined(asked: _Asked, may_fit: str, window: int) -> str:
    """For what no index of the walk knows: the walk alone stays within its index, whatever the planner
    thinks of others, and only rows that may fit are fetched, after it."""
    return f"""
        SELECT walk.id, walk.at, {asked.fits} AS fits FROM (
            SELECT id, {asked.key} AS at, {may_fit} AS may_fit FROM orders_order
            WHERE {" AND ".join((*asked.within, *asked.walk))}
            ORDER BY {asked.key} {asked.order}, id {asked.order} LIMIT {window}
        ) AS walk LEFT JOIN LATERAL (
            SELECT * FROM orders_order WHERE walk.may_fit AND orders_order.id = walk.id OFFSET 0
        ) AS fetched ON true ORDER BY walk.at {asked.order}, walk.id {asked.order}
    """  # noqa: S608


_OF_THE_ROW = "order_tokens(words, stage, remarked, messaged, refunded, no_waybill, created_at)"


def _unfilled(window: int) -> str:
    """What is near does not fill the page, and the walk ended before the orders did."""
    return f"(SELECT count(*) FROM near) < %(size)s AND (SELECT count(*) FROM walked) = {window}"  # noqa: S608


def _tokens(question: Question) -> str:
    words = (f"order_bigrams({_word(place)})" for place in range(len(question.words)))
    return f"({' || '.join(words)} || %(tokens)s::text[])"


def _having(tokens: str) -> str:
    """The orders with all of these tokens. OFFSET 0 keeps the planner from joining other indexes to this
    one, which leaves less than it believes.
    """
    return f"(SELECT * FROM orders_order WHERE words IS NOT NULL AND {_OF_THE_ROW} @> ({tokens}) OFFSET 0)"  # noqa: S608


def _by_tokens(asked: _Asked, tokens: str) -> str:
    return (
        f"SELECT id, {asked.key} AS at FROM {_having(tokens)} AS found"  # noqa: S608
        f" WHERE {_unfilled(WINDOW)} AND {asked.all_of_it}"
    )


def _by_quarters(asked: _Asked, tokens: str) -> str:
    """Quarter by quarter, until there are enough: a word of which there are many is not fetched whole."""
    ends = [
        f"(SELECT order_quarter({end}(created_at)) FROM orders_order WHERE {' AND '.join(asked.within)})"  # noqa: S608
        for end in (("max", "min") if asked.order == "DESC" else ("min", "max"))
    ]
    step = -1 if asked.order == "DESC" else 1
    of_the_quarter = f"{tokens} || ('@' || quarter)"
    return f"""
        SELECT there.id, there.at FROM generate_series({", ".join(ends)}, {step}) AS quarter, LATERAL (
            SELECT id, created_at AS at FROM {_having(of_the_quarter)} AS found WHERE {asked.all_of_it}
            ORDER BY created_at {asked.order}, id {asked.order} LIMIT {asked.near}
        ) AS there LIMIT {asked.near}
    """  # noqa: S608


def _walk(filters: Filters) -> list[str]:
    """The conditions that an index in the list's order answers: the first that is asked leaves the least."""
    walks = (
        (filters.by_paid, ["paid_at IS NOT NULL"]),
        (filters.stage in _RARE_STAGES, [_STAGE]),
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


def _sought(question: Question | None) -> list[str]:
    """What finds the text, order by order."""
    if question is None:
        return []
    if question.way in _EXACT:
        return [_EXACT[question.way]]
    if question.way == Way.NICK_BEGINS:
        return ["buyer_nick LIKE %(beginning)s", "buyer_nick <> %(text)s"]
    return [
        "words IS NOT NULL",
        *(f"strpos(words, {_word(place)}) > 0" for place in range(len(question.words))),
    ]


def _word(place: int) -> str:
    return f"lower(normalize(%(word{place})s, NFKC))"


def _values(filters: Filters, question: Question | None, place: Place | None) -> dict[str, Any]:
    values: dict[str, Any] = {"least": filters.least_fen, "most": filters.most_fen}
    tokens = [f"#{name}" for name in _conditions(filters) if name in _FLAGS]
    if filters.stage:
        values["stage"] = int(filters.stage)
        tokens.append(f"#stage{filters.stage:d}")
    values["tokens"] = tokens
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
