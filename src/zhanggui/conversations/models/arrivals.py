from __future__ import annotations

from django.db import models

from zhanggui.conversations.rules.arrivals import ENTRY_LETTERS, NUMBER_LETTERS
from zhanggui.customers.models import Buyer


class Arrival(models.Model):
    """By which entry and from which item's page a visitor came who then wrote: as the address of the chat
    told it."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.CharField(max_length=ENTRY_LETTERS, blank=True)
    item_number = models.CharField(max_length=NUMBER_LETTERS, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("buyer", "entry", "item_number"), name="arrival_once"),
        )
