"""Accounts of another chat client that records told of, and that are nobody's yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Min

from zhanggui.conversations import rules
from zhanggui.conversations.models import Message

_SHOWN = 200


@dataclass(frozen=True)
class AccountCard:
    """`words` said under it, in so many conversations."""

    name: str
    words: int
    conversations: int
    first_at: datetime
    last_at: datetime


def unclaimed_accounts(shop_id: int) -> list[AccountCard]:
    """Whose words are nobody's: who said most first."""
    rows = Message.objects.filter(side=rules.STAFF, by_id=None, conversation__shop_id=shop_id)
    told = rows.filter(client_id__startswith=rules.RECORD).values_list("by_name")
    counted = told.annotate(
        words=Count("*"),
        conversations=Count("conversation_id", distinct=True),
        first_at=Min("at"),
        last_at=Max("at"),
    )
    return [AccountCard(*row) for row in counted.order_by("-words", "by_name")[:_SHOWN]]


def unclaimed_among(shop_id: int, accounts: Collection[str]) -> list[str]:
    """Those of the accounts under which words stand that are nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCLAIMED, [list(accounts), shop_id])
        return [name for (name,) in cursor.fetchall()]


_UNCLAIMED = """
    SELECT asked.name FROM unnest(%s::text[]) AS asked(name) WHERE EXISTS (
        SELECT 1 FROM conversations_message m
        JOIN conversations_conversation c ON c.id = m.conversation_id
        WHERE m.side = 'staff' AND m.by_id IS NULL AND m.by_name = asked.name AND c.shop_id = %s
        OFFSET 0
    )
"""
