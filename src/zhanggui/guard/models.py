from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.guard.rules import PROMISE, Outcome, Severity


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


class Promise(models.Model):
    """What an agent promised a buyer, until a remark on an order tells the packer. Ids of rooms above are
    plain numbers.

    `order_id` is the buyer's newest order that has not left, once there is one. `remark_id` covers it.
    """

    shop_id = models.BigIntegerField()
    conversation_id = models.BigIntegerField(null=True)
    buyer_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    quote = models.CharField(max_length=200)
    text = models.TextField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PROMISE.first)
    order_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    remark_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=sorted(PROMISE.states)), name="promise_state_known"),
            models.UniqueConstraint(
                fields=("buyer_id", "kind", "quote"),
                condition=Q(ended_at__isnull=True),
                name="promise_open_once",
            ),
        )
        indexes = (
            models.Index(fields=("shop_id", "at"), name="promise_at"),
            models.Index(fields=("buyer_id",), condition=Q(ended_at__isnull=True), name="promise_open"),
            models.Index(fields=("order_id",), condition=Q(order_id__isnull=False), name="promise_of_order"),
        )
