from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.catalog.models import Item
from zhanggui.conversations.rules.feedback import KINDS, SUBJECTS, WORDS_LETTERS
from zhanggui.customers.models import Buyer
from zhanggui.shops.models import Shop, Staff


class Feedback(models.Model):
    """What a buyer thinks of something, as an agent marked it; `position`: the word that says it."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField(default=0)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=12)
    words = models.CharField(max_length=WORDS_LETTERS, default="")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="feedback_kind_known"),
            models.CheckConstraint(condition=Q(subject__in=SUBJECTS), name="feedback_subject_known"),
            models.UniqueConstraint(fields=("buyer", "position", "kind", "subject"), name="feedback_once"),
        )
        indexes = (models.Index(fields=("shop", "-at"), name="feedback_shop_at"),)
