from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus
from zhanggui.shops.models import Shop

WAITING = sorted(str(status) for status in RefundStatus if status.waits_for_us)


class Refund(models.Model):
    """The marketplace's refund as its newest snapshot tells it. Null: no snapshot has said it yet.

    `since_at`: the state that it is in cannot have begun before. `due_at`: until when the shop must act,
    by the source's own deadline or by our settings; null when it is not the shop's move.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=64)
    order_number = models.CharField(max_length=64)
    status = models.CharField(max_length=50)
    status_text = models.TextField()
    kind = models.CharField(max_length=20, null=True)
    goods = models.CharField(max_length=20, null=True)
    goods_text = models.TextField(null=True)
    needs_return = models.BooleanField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)
    to_buyer_fen = models.BigIntegerField(null=True)
    to_platform_fen = models.BigIntegerField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    reason = models.TextField(null=True)
    explanation = models.TextField(null=True)
    intervention = models.TextField(null=True)
    by_system = models.BooleanField(null=True)
    is_full = models.BooleanField(null=True)
    payment_number = models.CharField(max_length=64, null=True)
    item_number = models.CharField(max_length=64, null=True)
    item_code = models.CharField(max_length=100, null=True)
    item_title = models.TextField(null=True)
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    extra = models.JSONField(default=dict)
    since_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="refund_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in RefundStatus]), name="refund_status_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=None) | Q(kind__in=[str(kind) for kind in RefundKind]),
                name="refund_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(goods=None) | Q(goods__in=[str(state) for state in GoodsState]),
                name="refund_goods_known",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0)
                & Q(total_fen__gte=0)
                & Q(to_buyer_fen__gte=0)
                & Q(to_platform_fen__gte=0)
                & Q(paid_fen__gte=0),
                name="refund_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WAITING, due_at__isnull=False)
                | (~Q(status__in=WAITING) & Q(due_at__isnull=True)),
                name="refund_due_when_waiting",
            ),
        )
        indexes = (
            models.Index(F("shop"), F("applied_at").desc(), F("id").desc(), name="refund_newest"),
            models.Index(fields=("shop", "order_number"), name="refund_of_order"),
            models.Index(
                fields=("shop", "due_at", "id"), condition=Q(due_at__isnull=False), name="refund_due"
            ),
        )
