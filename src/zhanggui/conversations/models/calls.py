from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.conversations import rules
from zhanggui.customers.models import Buyer
from zhanggui.shops.models import Shop, Staff


class PhoneCall(models.Model):
    """A phone call with a buyer, as whoever had it noted it. Of its number only the ends are kept."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=80)
    incoming = models.BooleanField()
    number = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    about = models.CharField(max_length=rules.CALL_LETTERS)
    outcome = models.CharField(max_length=10)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=rules.CALL_OUTCOMES), name="call_outcome_known"),
            models.CheckConstraint(condition=Q(ended_at__gte=models.F("began_at")), name="call_ends_later"),
        )
        indexes = (
            models.Index(fields=("buyer", "-began_at"), name="call_buyer_at"),
            models.Index(fields=("shop", "began_at"), name="call_shop_at"),
        )
