from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.guard.rules import Outcome, Severity


class GuardHit(models.Model):
    """A text that crossed a red line on its way out, and what became of it. Never changed.

    Ids of rooms above are plain numbers: this room does not know them.
    """

    shop_id = models.BigIntegerField()
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    text = models.TextField()
    quote = models.TextField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    conversation_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(severity__in=[str(one) for one in Severity]), name="guard_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[str(one) for one in Outcome]), name="guard_outcome_known"
            ),
        )
        indexes = (models.Index(fields=("shop_id", "-id"), name="guard_hit_latest"),)
