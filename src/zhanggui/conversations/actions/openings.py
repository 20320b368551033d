"""How a conversation begins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries import ConversationCard, card_of
from zhanggui.customers.actions import ensure_visitor
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.live.carrier import tell


def open_conversation(*, shop_id: int, visitor_key: str, at: datetime) -> ConversationCard:
    """The visitor's conversation, made on the first word."""
    with transaction.atomic():
        buyer = ensure_visitor(shop_id=shop_id, key=visitor_key, at=at)
        row, is_new = Conversation.objects.get_or_create(
            buyer_id=buyer.id, defaults={"shop_id": shop_id, "created_at": at}
        )
        if is_new:
            tell([{"k": "opened", "s": shop_id, "c": row.pk, "visitor": rules.visitor_mark(visitor_key)}])
    return card_of(row)


def open_for_buyer(*, buyer: BuyerCard, at: datetime) -> ConversationCard:
    """The conversation with a buyer of any channel, made when there is none."""
    row, _ = Conversation.objects.get_or_create(
        buyer_id=buyer.id, defaults={"shop_id": buyer.shop_id, "created_at": at}
    )
    return card_of(row)
