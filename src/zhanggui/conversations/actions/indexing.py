"""The search's own record of messages, written behind the message path: nobody who writes waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from zhanggui.conversations.queries import behind

RECENT = timedelta(minutes=10)
AT_ONCE = 500  # conversations in one statement


def index_recent(*, at: datetime) -> int:
    """Takes up what was said lately; how many messages."""
    return _written(behind.LATELY, {"since": at - RECENT, "most": AT_ONCE})


def index_all() -> int:
    """Takes up whatever is missing, also what was brought in with instants of long ago; how many messages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM conversations_searchentry),"
            " (SELECT coalesce(max(id), 0) FROM conversations_conversation)"
        )
        begun, last = cursor.fetchone()
    if not begun:
        # At once, so that they lie in the order of time: neighbours are looked at together.
        return _written(behind.ALL, {})
    return sum(
        _written(behind.SOME, {"beyond": beyond, "upto": beyond + AT_ONCE})
        for beyond in range(0, last, AT_ONCE)
    )


def _written(entries: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_searchentry (conversation_id, position, shop_id, buyer_id, channel,"
            f" side, by_id, picture, words, at) {entries} ON CONFLICT DO NOTHING",
            values,
        )
        return int(cursor.rowcount)
