from __future__ import annotations

from django.db import models

from zhanggui.catalog.models import Item
from zhanggui.customers.rules import NAME_LENGTH
from zhanggui.shops.models import Shop


class ItemLook(models.Model):
    """A visitor opened the chat from an item's page. The visitor need not be a buyer yet: whoever never says
    a word is forgotten after a while."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    visitor_key = models.CharField(max_length=NAME_LENGTH)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "visitor_key", "item"), name="look_once_an_item"),
        )
        indexes = (models.Index(fields=("shop", "at"), name="look_shop_at"),)
