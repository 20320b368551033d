"""What a buyer said lately and where they came from, newest first, for what it says of them."""

from __future__ import annotations

from zhanggui.conversations import rules
from zhanggui.conversations.models import Arrival, Conversation, Message
from zhanggui.conversations.rules.arrivals import CameBy

_WORDS = 60


def said_by_buyer(shop_id: int, buyer_id: int) -> list[str]:
    talk = Conversation.objects.filter(shop_id=shop_id, buyer_id=buyer_id).values_list("pk", flat=True)
    rows = Message.objects.filter(conversation_id__in=talk[:1], side=rules.BUYER, kind=rules.TEXT)
    return list(rows.order_by("-position").values_list("text", flat=True)[:_WORDS])


def arrivals_of(buyer_id: int) -> list[CameBy]:
    rows = Arrival.objects.filter(buyer_id=buyer_id).order_by("-at", "-pk")
    return [CameBy(row.entry, row.item_number) for row in rows[:10]]
