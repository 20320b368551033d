from __future__ import annotations

from django.db import models

from zhanggui.shops.models import Shop, Staff


class NotInquiry(models.Model):
    """A member's word that a buyer's talk of a day asks about nothing to buy. Taken back it is gone; the
    audit keeps both."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conversation", "day"), name="not_inquiry_once"),)
        indexes = (models.Index(fields=("shop", "day"), name="not_inquiry_of_day"),)
