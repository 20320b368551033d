"""Which conversation, and where it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from zhanggui.conversations.models import Conversation, Press
from zhanggui.foundation.once import once
from zhanggui.workforce.queries import there_as

# For who locks conversations on the message path: longer than any action of ours holds a row. Who
# holds one longer must not hold up the others.
PATIENCE = "500ms"
WireItem = dict[str, Any]  # a message or a row as the wire writes it (docs/wire.md)


@dataclass(frozen=True)
class ConversationCard:
    id: int
    shop_id: int
    buyer_id: int
    last_position: int
    agent_id: int | None
    waiting_since: datetime | None
    read_by_buyer: int
    read_by_staff: int


def card_of(row: Conversation) -> ConversationCard:
    return ConversationCard(
        id=row.pk,
        shop_id=row.shop_id,
        buyer_id=row.buyer_id,
        last_position=row.last_position,
        agent_id=row.agent_id,
        waiting_since=row.waiting_since,
        read_by_buyer=row.read_by_buyer,
        read_by_staff=row.read_by_staff,
    )


def conversation_card(conversation_id: int) -> ConversationCard | None:
    row = Conversation.objects.filter(pk=conversation_id).first()
    return card_of(row) if row else None


@once
def conversation_of_buyer(buyer_id: int) -> ConversationCard | None:
    row = Conversation.objects.filter(buyer_id=buyer_id).first()
    return card_of(row) if row else None


def conversations_of_buyers(buyer_ids: Collection[int]) -> dict[int, int]:
    """{buyer: their conversation} of those who have one."""
    rows = Conversation.objects.filter(buyer_id__in=list(buyer_ids))
    return dict(rows.values_list("buyer_id", "pk"))


def press_to_take_back(buyer_id: int, staff_id: int) -> int | None:
    """The position of this member's press, when it is the last that happened with the buyer."""
    rows = Press.objects.filter(conversation__buyer_id=buyer_id, by_id=staff_id)
    last = rows.filter(position=F("conversation__last_position"))
    return last.values_list("position", flat=True).first()


def conversation_of_visitor(shop_id: int, key: str) -> ConversationCard | None:
    row = Conversation.objects.filter(buyer__shop_id=shop_id, buyer__channel="web", buyer__key=key).first()
    return card_of(row) if row else None


def last_positions(conversation_ids: Collection[int]) -> dict[int, int]:
    """Asked of all that a process follows, every two seconds: without the ORM, which writes a place for
    each of a thousand ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, last_position FROM conversations_conversation WHERE id = ANY(%s)",
            (list(conversation_ids),),
        )
        return dict(cursor.fetchall())


def conversations_of_visitors(shop_id: int, keys: Collection[str]) -> dict[str, int]:
    """The conversations of those of the visitors who have one, by their cookie's key."""
    rows = Conversation.objects.filter(
        buyer__shop_id=shop_id, buyer__channel="web", buyer__key__in=list(keys)
    )
    return dict(rows.values_list("buyer__key", "pk"))


def talks_attended(shop_id: int, conversation_ids: Collection[int], *, at: datetime) -> dict[int, str]:
    """Those of the conversations that somebody has who is there, also after their shift: online, or on a
    break."""
    agents = there_as(shop_id, at=at)
    if not agents:
        return {}
    rows = Conversation.objects.filter(pk__in=list(conversation_ids), agent_id__in=agents)
    return {pk: agents[agent_id] for pk, agent_id in rows.values_list("pk", "agent_id") if agent_id}
