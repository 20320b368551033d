from __future__ import annotations

from django.db import models

from zhanggui.shops.models import Staff
from zhanggui.workforce import rules


class Presence(models.Model):
    """Whether a member of staff is there: what they said, and when their page was last seen."""

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+", primary_key=True)
    status = models.CharField(max_length=10, default=rules.ONLINE)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=rules.STATUSES), name="presence_status_known"
            ),
        )
        indexes = (models.Index(fields=("seen_at",), name="presence_seen"),)
