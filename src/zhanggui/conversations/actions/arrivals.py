"""Where a visitor came from who then wrote."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.catalog.queries import item_by_number
from zhanggui.conversations.models import Arrival, Conversation
from zhanggui.conversations.rules.arrivals import CameBy
from zhanggui.customers.actions import note_asked
from zhanggui.shops.queries import staff_by_sub_account


@transaction.atomic
def note_arrival(*, conversation_id: int, came_by: CameBy, at: datetime) -> None:
    """Twice is once. An item or a sub-account that the shop has not counts for nothing."""
    talk = Conversation.objects.get(pk=conversation_id)
    if came_by.account and staff_by_sub_account(talk.shop_id, came_by.account):
        Conversation.objects.filter(pk=talk.pk).update(account=came_by.account)
    item = item_by_number(talk.shop_id, came_by.item_number) if came_by.item_number else None
    number = item.number if item else ""
    if not (came_by.entry or number):
        return
    Arrival.objects.bulk_create(
        [Arrival(buyer_id=talk.buyer_id, entry=came_by.entry, item_number=number, at=at)],
        ignore_conflicts=True,
    )
    if number:
        note_asked(shop_id=talk.shop_id, buyer_id=talk.buyer_id, item_number=number)
