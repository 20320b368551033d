"""Messages by their words, newest first, quick for whatever is asked.

Newest first is a walk: the newest few thousand messages are looked at one by one, and for what is common that
fills the page. What is rarer is found by the index of letters, week by week from the newest on: its tokens
are each a week's own.
Entries are written some seconds behind the messages (`actions.indexing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

WALKED = 2_000  # messages that are looked at one by one
FEW = 100  # of a week, they are fetched and sorted; of a week with more, those of each day
TAGGED = 300  # buyers of a tag ...
THEIR_MESSAGES = 6_000  # ... and what they said in all, that is looked at one by one
PAGE = 30


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: all of it must fit. `since` is included, `until` is not."""

    words: tuple[str, ...] = ()
    buyer_id: int | None = None
    side: str = ""
    by_id: int | None = None
    channel: str = ""
    with_picture: bool = False
    tag: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return self == Asked()


@dataclass(frozen=True)
class Spot:
    """A message's place among all of a shop."""

    at: datetime
    conversation_id: int
    position: int


@dataclass(frozen=True)
class FoundSpots:
    """In order, newest first; `more`: there are others behind the last."""

    spots: tuple[Spot, ...]
    more: bool


def find_spots(shop_id: int, asked: Asked, *, after: Spot | None = None, size: int = PAGE) -> FoundSpots:
    """The first messages that fit, from the place on."""
    query = _Query(shop_id, asked, after, size)
    with connection.cursor() as cursor:
        rows = _of_one(cursor, query) if asked.buyer_id is not None else _of_all(cursor, query)
    return FoundSpots(tuple(Spot(*row) for row in rows[:size]), len(rows) > size)


Rows = list[tuple[datetime, int, int]]


class _Query:
    """The pieces of the statements. Pieces are of this file only; what people type goes in as values."""

    def __init__(self, shop_id: int, asked: Asked, after: Spot | None, size: int) -> None:
        self.asked = asked
        self.size = size + 1
        self.values: dict[str, Any] = {
            "shop": shop_id,
            "size": self.size,
            "buyer": asked.buyer_id,
            "side": asked.side,
            "by": asked.by_id,
            "channel": asked.channel,
            "tag": asked.tag,
            "since": asked.since,
            "until": asked.until,
            "signs": _signs(asked),
            **{f"word{place}": word for place, word in enumerate(asked.words)},
        }
        span = {"at >= %(since)s": asked.since, "at < %(until)s": asked.until}
        self.within = ["shop_id = %(shop)s", *(piece for piece, value in span.items() if value is not None)]
        if after is not None:
            self.values |= {"at": after.at, "conversation": after.conversation_id, "position": after.position}
            self.within.append("at <= %(at)s")
            self.within.append("(at, conversation_id, position) < (%(at)s, %(conversation)s, %(position)s)")
        self.fits = [piece for piece, value in _filters(asked).items() if value]

    @property
    def everything(self) -> str:
        return " AND ".join((*self.within, *self.fits))

    @property
    def tokens_of_week(self) -> str:
        """Of a week, as the index has them; the week's own when nothing else is asked of it."""
        grams = [f"asked_grams(search_words(%(word{place})s))" for place in range(len(self.asked.words))]
        if not grams and not self.values["signs"]:
            return "ARRAY['week' || %(shop)s || '.' || week]"
        return f"week_tokens(%(shop)s, week, {' || '.join(('%(signs)s::text[]', *grams))})"


_ORDER = "ORDER BY at DESC, conversation_id DESC, position DESC"
_INDEXED = "message_tokens(words, shop_id, buyer_id, channel, side, by_id, picture, at)"


def _filters(asked: Asked) -> dict[str, object]:
    """What an entry must show, and whether it is asked for."""
    words = {f"strpos(words, search_words(%(word{place})s)) > 0": True for place in range(len(asked.words))}
    return {
        "side = %(side)s": asked.side,
        "by_id = %(by)s": asked.by_id is not None,
        "channel = %(channel)s": asked.channel,
        "picture": asked.with_picture,
        **words,
        "EXISTS (SELECT FROM customers_buyertag t WHERE t.shop_id = %(shop)s AND t.name = %(tag)s"
        " AND t.buyer_id = e.buyer_id)": asked.tag,
    }


def _signs(asked: Asked) -> list[str]:
    """The filters as the index of letters has them. Side and channel, which leave much, only when it has
    nothing else to go by: looking them up costs more than it saves."""
    telling = [
        f"by={asked.by_id}" if asked.by_id is not None else "",
        "picture" if asked.with_picture else "",
    ]
    broad = [
        f"side={asked.side}" if asked.side else "",
        f"channel={asked.channel}" if asked.channel else "",
    ]
    signs = telling if asked.words or any(telling) else broad
    return [sign for sign in signs if sign]


def _of_one(cursor: Any, query: _Query) -> Rows:
    """Of one buyer: their own conversation is short enough to be read."""
    cursor.execute(
        "SELECT at, conversation_id, position FROM conversations_searchentry e"  # noqa: S608
        " WHERE conversation_id IN (SELECT id FROM conversations_conversation WHERE buyer_id = %(buyer)s)"
        f" AND {query.everything} {_ORDER} LIMIT %(size)s",
        query.values,
    )
    rows: Rows = cursor.fetchall()
    return rows


def _of_all(cursor: Any, query: _Query) -> Rows:
    rows, walked = _walk(cursor, query)
    if len(rows) >= query.size or walked < WALKED:
        return rows
    few = _of_tagged(cursor, query) if query.asked.tag else None
    return few if few is not None else _by_weeks(cursor, query)


def _walk(cursor: Any, query: _Query) -> tuple[Rows, int]:
    """The newest that fit, and how many were looked at: when fewer than might have been, that is all."""
    cursor.execute(
        f"""
        WITH seen AS MATERIALIZED (
            SELECT at, conversation_id, position, {" AND ".join(query.fits) or "true"} AS fits FROM (
                SELECT * FROM conversations_searchentry WHERE {" AND ".join(query.within)}
                {_ORDER} LIMIT {WALKED}
            ) AS e
        )
        {_counted("seen", "fits")}
        """,  # noqa: S608
        query.values,
    )
    return _rows_and_count(cursor)


def _counted(seen: str, fits: str) -> str:
    """The first of what was seen that fit, behind the number of all that was seen."""
    return f"""
        SELECT counted.*, found.* FROM (SELECT count(*) FROM {seen}) AS counted LEFT JOIN LATERAL (
            SELECT at, conversation_id, position FROM {seen} AS e WHERE {fits} {_ORDER} LIMIT %(size)s
        ) AS found ON true
    """  # noqa: S608


def _rows_and_count(cursor: Any) -> tuple[Rows, int]:
    rows = cursor.fetchall()
    return [row[1:] for row in rows if row[1] is not None], rows[0][0]


def _of_tagged(cursor: Any, query: _Query) -> Rows | None:
    """Of the buyers of a tag, when they and what they said are few; else None."""
    cursor.execute(
        "SELECT buyer_id FROM customers_buyertag WHERE shop_id = %(shop)s AND name = %(tag)s"  # noqa: S608
        f" LIMIT {TAGGED + 1}",
        query.values,
    )
    buyers = [buyer for (buyer,) in cursor.fetchall()]
    if len(buyers) > TAGGED:
        return None
    cursor.execute(
        "SELECT id, last_position FROM conversations_conversation WHERE buyer_id = ANY(%s)", (buyers,)
    )
    talks = cursor.fetchall()
    if sum(said for _, said in talks) > THEIR_MESSAGES:
        return None
    cursor.execute(
        "SELECT at, conversation_id, position FROM conversations_searchentry e"  # noqa: S608
        f" WHERE conversation_id = ANY(%(talks)s) AND {query.everything} {_ORDER} LIMIT %(size)s",
        query.values | {"talks": [talk for talk, _ in talks]},
    )
    rows: Rows = cursor.fetchall()
    return rows


def _by_weeks(cursor: Any, query: _Query) -> Rows:
    """Week by week, and of a week that has much day by day, until there are enough: what there is much of is
    not fetched whole."""
    ends = [
        f"(SELECT search_week({end}(at)) FROM conversations_searchentry WHERE {' AND '.join(query.within)})"  # noqa: S608
        for end in ("max", "min")
    ]
    having = f"SELECT * FROM conversations_searchentry WHERE {_INDEXED} @>"  # noqa: S608
    cursor.execute(
        f"""
        SELECT there.* FROM (
            SELECT week, tokens, count FROM (
                SELECT week, {query.tokens_of_week} AS tokens
                FROM generate_series({", ".join(ends)}, -1) AS week OFFSET 0
            ) AS every, LATERAL (
                SELECT count(*) FROM ({having} tokens LIMIT {FEW + 1}) AS first
            ) AS counted WHERE count > 0 OFFSET 0
        ) AS weeks, LATERAL (
            SELECT tokens AS sought WHERE count <= {FEW}
            UNION ALL
            SELECT tokens || ('day' || %(shop)s || '.' || day)
            FROM generate_series(7 * week + 6, 7 * week, -1) AS day WHERE count > {FEW}
        ) AS parts, LATERAL (
            SELECT at, conversation_id, position FROM ({having} sought OFFSET 0) AS e
            WHERE {query.everything} {_ORDER} LIMIT %(size)s
        ) AS there LIMIT %(size)s
        """,  # noqa: S608
        query.values,
    )
    rows: Rows = cursor.fetchall()
    return rows
