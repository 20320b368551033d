"""What the search shows of the messages that it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from zhanggui.conversations import rules
from zhanggui.conversations.queries.searching import Spot
from zhanggui.conversations.rules import Piece


@dataclass(frozen=True)
class SaidLine:
    """A message beside a found one."""

    side: str
    text: str


@dataclass(frozen=True)
class FoundMessage:
    spot: Spot
    buyer_name: str
    channel: str
    side: str
    by_name: str
    is_picture: bool
    pieces: tuple[Piece, ...]
    before: SaidLine | None
    after: SaidLine | None

    @property
    def at(self) -> datetime:
        return self.spot.at

    @property
    def conversation_id(self) -> int:
        return self.spot.conversation_id

    @property
    def position(self) -> int:
        return self.spot.position

    @property
    def channel_title(self) -> str:
        return rules.CHANNEL_TITLES.get(self.channel, self.channel)


# Place by place, each by its key: else whole conversations are read for the one place.
_AROUND = """
    SELECT m.conversation_id, m.position, m.side, m.kind, m.text, coalesce(m.by_name, ''),
           m.picture_id IS NOT NULL, b.name, b.channel
    FROM unnest(%(conversations)s::bigint[], %(positions)s::int[]) AS place(conversation, position)
    CROSS JOIN LATERAL (
        SELECT * FROM conversations_message
        WHERE conversation_id = place.conversation AND position = place.position OFFSET 0
    ) AS m
    JOIN conversations_conversation c ON c.id = m.conversation_id AND c.shop_id = %(shop)s
    JOIN customers_buyer b ON b.id = c.buyer_id
"""


def found_messages(shop_id: int, spots: Sequence[Spot], words: Sequence[str]) -> list[FoundMessage]:
    """The messages in the order of the spots, each with the one before and the one after."""
    if not spots:
        return []
    places = {(spot.conversation_id, spot.position + step) for spot in spots for step in (-1, 0, 1)}
    conversations, positions = zip(*sorted(places), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _AROUND, {"shop": shop_id, "conversations": [*conversations], "positions": [*positions]}
        )
        rows = {(row[0], row[1]): row for row in cursor.fetchall()}
    found = []
    for spot in spots:
        row = rows.get((spot.conversation_id, spot.position))
        if row is None:
            continue
        before, after = (rows.get((spot.conversation_id, spot.position + step)) for step in (-1, 1))
        found.append(
            FoundMessage(
                spot=spot,
                buyer_name=row[7],
                channel=row[8],
                side=row[2],
                by_name=row[5],
                is_picture=row[6],
                pieces=rules.marked(rules.without_phones(row[4]), words),
                before=_line(before),
                after=_line(after),
            )
        )
    return found


def _line(row: Sequence[str] | None) -> SaidLine | None:
    if row is None:
        return None
    return SaidLine(row[2], rules.without_phones(rules.snippet(row[3], row[4])))
