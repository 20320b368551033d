"""From which item's page a visitor opened the chat."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.catalog.queries import item_by_number
from zhanggui.conversations.models import ItemLook


@transaction.atomic
def note_look(*, shop_id: int, visitor_key: str, item_number: str, at: datetime) -> None:
    """A second look is the same one, later; what is no item of the shop's is nothing."""
    item = item_by_number(shop_id, item_number)
    if item is not None:
        ItemLook.objects.update_or_create(
            shop_id=shop_id, visitor_key=visitor_key, item_id=item.id, defaults={"at": at}
        )


@transaction.atomic
def forget_looks(*, shop_id: int, before: datetime) -> int:
    """How many there were of before then."""
    forgotten, _ = ItemLook.objects.filter(shop_id=shop_id, at__lt=before).delete()
    return forgotten
