from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhanggui.customers.models import Buyer
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders import rules
from zhanggui.shops.models import Shop


class Order(models.Model):
    """The marketplace's order as its newest snapshot tells it. Null: no snapshot has said it yet."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=64)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    buyer_nick = models.CharField(max_length=100, null=True)
    status = models.CharField(max_length=30)
    status_text = models.TextField()
    close_reason = models.TextField(null=True)
    title = models.TextField(null=True)
    item_count = models.PositiveIntegerField(null=True)
    goods_fen = models.BigIntegerField(null=True)
    postage_fen = models.BigIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    refund_fen = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    receiver_name = models.TextField(null=True)
    receiver_phone = models.TextField(null=True)
    receiver_address = models.TextField(null=True)
    phone_tail = models.CharField(max_length=4)
    courier = models.TextField(null=True)
    waybill = models.TextField(null=True)  # several are separated by one space
    remark = models.TextField(null=True)
    buyer_message = models.TextField(null=True)
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="order_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in TradeStatus]), name="order_status_known"
            ),
            models.CheckConstraint(
                condition=Q(goods_fen__gte=0)
                & Q(postage_fen__gte=0)
                & Q(total_fen__gte=0)
                & Q(paid_fen__gte=0)
                & Q(refund_fen__gte=0),
                name="order_money_not_negative",
            ),
        )
        indexes = (
            models.Index(F("shop"), F("created_at").desc(), F("id").desc(), name="order_newest"),
            models.Index(F("buyer"), F("created_at").desc(), name="order_of_buyer"),
            models.Index(F("shop"), F("buyer_nick"), F("created_at").desc(), name="order_of_nick"),
            models.Index(F("shop"), F("phone_tail"), F("created_at").desc(), name="order_phone_tail"),
        )


class OrderClaim(models.Model):
    """A web visitor says that an order is theirs. `order` is set only once it is verified."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=64)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default=rules.CLAIM.first)
    tries = models.PositiveIntegerField(default=0)
    tried_on = models.DateField()  # the shop's day of the last try
    tries_that_day = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("buyer", "number"), name="order_claim_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.CLAIM.states)), name="order_claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.VERIFIED, order__isnull=False)
                | (~Q(state=rules.VERIFIED) & Q(order__isnull=True)),
                name="order_claim_reveals_only_verified",
            ),
        )
        indexes = (models.Index(fields=("shop", "number"), name="order_claim_number"),)
