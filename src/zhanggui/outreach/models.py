from __future__ import annotations

from django.db import models

from zhanggui.orders.models import Order
from zhanggui.outreach import rules
from zhanggui.shops.models import Shop


class BuyerIntention(models.Model):
    """What a buyer said about an order that they have not paid, and who asked them. Only ever appended: the
    newest counts, and nothing is closed without one."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    intention = models.CharField(max_length=10)
    words = models.CharField(max_length=rules.WORDS_LETTERS)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(intention__in=list(rules.INTENTIONS)), name="buyer_intention_known"
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="buyer_intention_has_words"),
        )
        indexes = (models.Index(fields=("order", "-id"), name="buyer_intention_of_order"),)
