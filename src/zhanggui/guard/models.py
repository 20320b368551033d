from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.guard.rules import (
    OFF,
    OWN_KINDS,
    OWN_LETTERS,
    PROMISE,
    REASON_LETTERS,
    SAY_LETTERS,
    TITLE_LETTERS,
    Outcome,
    Severity,
)


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


class RuleChange(models.Model):
    """A shop's word on a shipped rule: as severe as that, or off, in [valid_from, valid_to)."""

    shop_id = models.BigIntegerField()
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=REASON_LETTERS)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(severity__in=[*(str(one) for one in Severity), OFF]),
                name="guard_change_severity_known",
            ),
        )
        indexes = (models.Index(fields=("shop_id", "rule", "valid_from"), name="guard_change_of_rule"),)


class ShopRule(models.Model):
    """A version of a shop's own rule, in [valid_from, valid_to); `rule` stays the same: S1, S2 ..."""

    shop_id = models.BigIntegerField()
    rule = models.CharField(max_length=10)
    title = models.CharField(max_length=TITLE_LETTERS)
    shapes = models.TextField()  # one on each line
    excuses = models.TextField(blank=True)
    examples = models.TextField(blank=True)  # sentences that it is to find
    severity = models.CharField(max_length=10)
    say = models.CharField(max_length=SAY_LETTERS)
    instead = models.CharField(max_length=SAY_LETTERS, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(severity__in=[str(one) for one in Severity]), name="guard_rule_severity_known"
            ),
        )
        indexes = (models.Index(fields=("shop_id", "rule", "valid_from"), name="guard_rule_of_shop"),)


class OwnText(models.Model):
    """A text of the shop's that no rule is about: its phone, return address, host."""

    shop_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=OWN_LETTERS)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop_id", "text"), name="guard_own_text_once"),
            models.CheckConstraint(condition=Q(kind__in=sorted(OWN_KINDS)), name="guard_own_kind_known"),
        )


class BookStamp(models.Model):
    """Changes with every change of a shop's rules: what processes keep of them is read anew."""

    shop_id = models.BigIntegerField(unique=True)
    stamp = models.BigIntegerField()
