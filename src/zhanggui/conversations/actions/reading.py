"""Who has seen what."""

from __future__ import annotations

from django.db import connection, transaction

from zhanggui.conversations import rules
from zhanggui.foundation.live.carrier import tell


@transaction.atomic
def mark_read(*, conversation_id: int, side: str, position: int) -> bool:
    """That side has seen everything up to the position; false when that was known."""
    if side not in (rules.BUYER, rules.STAFF):
        return False
    with connection.cursor() as cursor:
        column = f"read_by_{side}"
        cursor.execute(
            f"UPDATE conversations_conversation SET {column} = least(%s, last_position)"  # noqa: S608 - side is one of two
            f" WHERE id = %s AND {column} < least(%s, last_position) RETURNING {column}, shop_id",
            (position, conversation_id, position),
        )
        row = cursor.fetchone()
    if row is None:
        return False
    tell([{"k": "read", "s": row[1], "c": conversation_id, "side": side, "position": row[0]}])
    return True
