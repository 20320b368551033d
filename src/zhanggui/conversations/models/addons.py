from __future__ import annotations

from django.db import models

from zhanggui.catalog.models import Item
from zhanggui.conversations.rules.add_ons import REASONS
from zhanggui.customers.models import Buyer
from zhanggui.orders.models import Order
from zhanggui.shops.models import Shop, Staff


class Recommendation(models.Model):
    """An agent showed a buyer an item that goes with the one they talked of; `position`: the card's. Written
    when it was sent, never changed."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.IntegerField()
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    beside = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=8)
    agent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("conversation", "position"), name="recommendation_of_a_message"),
            models.CheckConstraint(
                condition=models.Q(reason__in=list(REASONS)), name="recommendation_reason_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(item=models.F("beside")), name="recommendation_of_another_item"
            ),
        )
        indexes = (
            models.Index(fields=("shop", "at"), name="recommendation_shop_at"),
            models.Index(fields=("buyer", "-at"), name="recommendation_of_buyer"),
        )


class AddOnSale(models.Model):
    """A paid line of an item that an agent had recommended. Stored when the order is paid; made anew from the
    same facts it is the same."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveSmallIntegerField()  # its position in the order
    agent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField()
    paid_fen = models.BigIntegerField()
    refund_fen = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "line"), name="add_on_sale_once_a_line"),
            models.CheckConstraint(
                condition=models.Q(refund_fen__gte=0, refund_fen__lte=models.F("paid_fen")),
                name="add_on_sale_refund_of_what_was_paid",
            ),
        )
        indexes = (models.Index(fields=("shop", "paid_at"), name="add_on_sale_shop_paid"),)
