"""What the desks show: who waits, and who is whose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries.conversations import WireItem, conversation_of_buyer

DESK_ROWS = 500
FIRST_ROWS = 100  # of those who wait, and of those who left word: more than anybody sees at once
RECENT = 50
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ON_A_DESK = Q(waiting_since__isnull=False) | Q(agent__isnull=False)


def row_of_buyer(buyer_id: int) -> WireItem | None:
    """The desk's row of the buyer's conversation; None before the first word."""
    card = conversation_of_buyer(buyer_id)
    return desk_rows([card.id])[0][1] if card else None


_DESK = """
    SELECT c.id, c.buyer_id, b.name, b.channel, c.last_text, c.last_side, c.last_at, c.waiting_since,
           c.left, c.agent_id, a.name || ' ' || a.agent_number, c.last_position, c.read_by_buyer,
           c.read_by_staff,
           ARRAY(SELECT t.name FROM customers_buyertag t WHERE t.buyer_id = b.id ORDER BY t.at, t.id LIMIT 3),
           c.shop_id, c.elsewhere
    FROM conversations_conversation c
    JOIN customers_buyer b ON b.id = c.buyer_id
    LEFT JOIN shops_staff a ON a.id = c.agent_id
"""


def desk(shop_id: int, agent_id: int) -> list[WireItem]:
    """Those who wait longest, longest first, and this agent's open receptions: what a desk begins with.
    `waiting_after` has the rest."""
    waits = " WHERE c.shop_id = %s AND c.waiting_since IS NOT NULL AND {} ORDER BY c.waiting_since LIMIT %s"
    longest = _desk_rows(
        f"({_DESK}{waits.format('NOT c.left')}) UNION ALL ({_DESK}{waits.format('c.left')})",
        (shop_id, FIRST_ROWS) * 2,
    )
    own = _desk_rows(
        _DESK + " WHERE c.shop_id = %s AND c.agent_id = %s ORDER BY c.last_at DESC LIMIT %s",
        (shop_id, agent_id, DESK_ROWS),
    )
    rows = {row["conversation"]: row for _, row in (*longest, *own)}
    waiting = [row for row in rows.values() if row["waiting_since"]]
    waiting.sort(key=lambda row: (row["waiting_since"], row["conversation"]))
    return waiting + [row for row in rows.values() if not row["waiting_since"]]


def goes_on(rows: Collection[WireItem]) -> bool:
    """Whether more may wait than a desk begins with."""
    left = [row["left"] for row in rows if row["waiting_since"]]
    return max(left.count(True), left.count(False)) >= FIRST_ROWS


def waiting_after(shop_id: int, after: tuple[datetime, int] | None, most: int) -> list[WireItem]:
    """The next of everyone who waits, longest first; `after`: since when the last one waits, and which."""
    rows = _desk_rows(
        _DESK
        + " WHERE c.shop_id = %s AND c.waiting_since IS NOT NULL AND (c.waiting_since, c.id) > (%s, %s)"
        + " ORDER BY c.waiting_since, c.id LIMIT %s",
        (shop_id, *(after or (_LONG_AGO, 0)), most),
    )
    return [row for _, row in rows]


def recent(shop_id: int) -> list[WireItem]:
    """The conversations of the shop in which somebody spoke last, newest first: also those that ended."""
    rows = _desk_rows(
        _DESK + " WHERE c.shop_id = %s AND c.last_at IS NOT NULL ORDER BY c.last_at DESC LIMIT %s",
        (shop_id, RECENT),
    )
    return [row for _, row in rows]


def desk_rows(conversation_ids: Collection[int]) -> list[tuple[int, WireItem]]:
    """These conversations' rows as the desk shows them, each with its shop."""
    return _desk_rows(_DESK + " WHERE c.id = ANY(%s)", (list(conversation_ids),))


@dataclass(frozen=True)
class Place:
    """What decides where a row stands on the desks."""

    position: int
    waiting_since: datetime | None
    agent_id: int | None

    @property
    def is_on_a_desk(self) -> bool:
        return self.waiting_since is not None or self.agent_id is not None


def place_of(row: WireItem) -> Place:
    return Place(row["position"], row["waiting_since"], row["agent"])


# So many parts of a shop's rows, by their ids, have a mark each: a moment changes few of them.
PARTS = 1_024
MarkedPlace = tuple[int, Place, int]  # a conversation, where it stands, and its share of its part's mark
_MARKS = """
    SELECT c.shop_id, c.id %% %s,
           bit_xor(hash_record_extended(ROW(c.id, c.last_position, c.waiting_since, c.agent_id), 0))
    FROM conversations_conversation c
    WHERE c.shop_id = ANY(%s) AND (c.waiting_since IS NOT NULL OR c.agent_id IS NOT NULL) GROUP BY 1, 2
"""
_PLACES = """
    SELECT c.id, c.last_position, c.waiting_since, c.agent_id,
           hash_record_extended(ROW(c.id, c.last_position, c.waiting_since, c.agent_id), 0)
    FROM conversations_conversation c
    WHERE c.shop_id = %s AND (c.waiting_since IS NOT NULL OR c.agent_id IS NOT NULL) AND c.id %% %s = ANY(%s)
"""


def desk_marks(shop_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Of each shop the marks of the parts in which somebody waits or is somebody's: another mark as soon as
    anybody of the part stands elsewhere."""
    marks: dict[int, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [PARTS, list(shop_ids)])
        for shop_id, part, mark in cursor.fetchall():
            marks.setdefault(shop_id, {})[part] = mark
    return marks


def desk_places(shop_id: int, parts: Collection[int]) -> list[MarkedPlace]:
    """Every conversation of these parts that waits or is somebody's."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [shop_id, PARTS, list(parts)])
        return [(row[0], Place(row[1], row[2], row[3]), row[4]) for row in cursor.fetchall()]


def on_desks(shop_id: int, buyer_ids: Collection[int]) -> list[tuple[int, int]]:
    """(buyer, conversation) of those of the buyers who wait or whom somebody has."""
    rows = Conversation.objects.filter(shop_id=shop_id, buyer_id__in=list(buyer_ids)).filter(_ON_A_DESK)
    return list(rows.values_list("buyer_id", "pk"))


def _desk_rows(statement: str, values: tuple[Any, ...]) -> list[tuple[int, WireItem]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            (
                row[15],
                {
                    "conversation": row[0],
                    "buyer": row[1],
                    "name": row[2],
                    "channel": row[3],
                    "last": row[4],
                    "last_side": row[5],
                    "last_at": row[6],
                    "waiting_since": row[7],
                    "left": row[8],
                    "agent": row[9],
                    "agent_name": row[10],
                    "position": row[11],
                    "read": {"buyer": row[12], "staff": row[13]},
                    "tags": row[14],
                    "elsewhere": row[16],
                },
            )
            for row in cursor.fetchall()
        ]


@dataclass(frozen=True)
class WaitingCard:
    """A buyer who waits for a word; `left`: since before anybody was there."""

    conversation_id: int
    name: str
    last: str
    since: datetime
    left: bool
    agent_id: int | None
    agent_name: str


def waiting(shop_id: int) -> list[WaitingCard]:
    """Everyone who waits, longest first; 2,000 at most."""
    rows = Conversation.objects.filter(shop_id=shop_id, waiting_since__isnull=False)
    of = ("pk", "buyer__name", "last_text", "waiting_since", "left", "agent_id", "agent__name")
    return [
        WaitingCard(conversation_id, name, last, since, left, agent_id, agent_name or "")
        for conversation_id, name, last, since, left, agent_id, agent_name in rows.order_by(
            "waiting_since"
        ).values_list(*of)[: 4 * DESK_ROWS]
        if since is not None
    ]
