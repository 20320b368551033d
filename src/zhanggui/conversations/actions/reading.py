"""Who has seen what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.db import connection, transaction

from zhanggui.conversations import queries, rules
from zhanggui.foundation.live.carrier import tell


@dataclass(frozen=True)
class Reading:
    """That side has seen everything up to the position."""

    conversation_id: int
    side: str
    position: int


# Rows are locked in the order of their ids, as the writer of messages does: nobody waits in a ring.
_MARK = """
    WITH locked AS (
        SELECT id FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR UPDATE
    )
    UPDATE conversations_conversation c
    SET read_by_buyer = greatest(c.read_by_buyer, least(d.buyer, c.last_position)),
        read_by_staff = greatest(c.read_by_staff, least(d.staff, c.last_position))
    FROM (SELECT * FROM json_to_recordset(%s) AS r(id bigint, buyer int, staff int) LIMIT %s) d, locked
    WHERE c.id = d.id AND c.id = locked.id
        AND (least(d.buyer, c.last_position) > c.read_by_buyer
            OR least(d.staff, c.last_position) > c.read_by_staff)
    RETURNING c.id, c.shop_id, c.read_by_buyer, c.read_by_staff
"""


@transaction.atomic
def mark_read(*, readings: Sequence[Reading]) -> int:
    """Moves the marks forward, never back and never beyond the last message; how many
    conversations that changed."""
    marks: dict[int, dict[str, int]] = {}
    for reading in readings:
        if reading.side in (rules.BUYER, rules.STAFF):
            sides = marks.setdefault(reading.conversation_id, {rules.BUYER: 0, rules.STAFF: 0})
            sides[reading.side] = max(sides[reading.side], reading.position)
    rows = [{"id": conversation_id, **sides} for conversation_id, sides in marks.items()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (queries.PATIENCE,))
        cursor.execute(_MARK, (list(marks), orjson.dumps(rows).decode(), len(rows)))
        changed = cursor.fetchall()
    tell(
        [
            {"k": "read", "s": shop_id, "c": conversation_id, "side": side, "position": position}
            for conversation_id, shop_id, by_buyer, by_staff in changed
            for side, position in ((rules.BUYER, by_buyer), (rules.STAFF, by_staff))
            if marks[conversation_id][side]
        ]
    )
    return len(changed)
