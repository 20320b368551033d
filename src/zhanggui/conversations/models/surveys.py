from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.conversations.rules.surveys import POINT_TITLES, WORDS_LETTERS
from zhanggui.customers.models import Buyer
from zhanggui.shops.models import Shop, Staff


class Survey(models.Model):
    """An invitation to judge one reception, and the buyer's word on it. Which reception, whose, who invited
    (`by`, nobody: the program) and when never change; the word may until `fixed_at`."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reception = models.OneToOneField("conversations.Reception", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    agent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    points = models.SmallIntegerField(null=True)
    words = models.CharField(max_length=WORDS_LETTERS, default="", blank=True)
    judged_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(points=None, words="", judged_at=None, fixed_at=None)
                | Q(points__in=tuple(POINT_TITLES), judged_at__isnull=False, fixed_at__isnull=False),
                name="survey_judged_whole",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("at")), name="survey_expires_after_it_began"
            ),
        )
        indexes = (
            models.Index(fields=("shop", "at"), name="survey_shop_at"),
            models.Index(fields=("buyer", "-at"), name="survey_buyer_at"),
        )
