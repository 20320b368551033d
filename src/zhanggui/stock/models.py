from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhanggui.catalog.models import Sku
from zhanggui.shops.models import Shop


class Stock(models.Model):
    """What is known of one SKU's stock. Null: nobody has counted it yet."""

    sku = models.OneToOneField(Sku, on_delete=models.PROTECT, related_name="+")
    on_hand = models.BigIntegerField(null=True)  # really there
    counted_at = models.DateTimeField(null=True)
    page = models.BigIntegerField(null=True)  # what the marketplace's page offers
    page_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(on_hand__gte=0) & Q(page__gte=0), name="stock_not_negative"),
        )


class Reservation(models.Model):
    """So many of a SKU are promised to an order. The order's number is the marketplace's."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=64)
    quantity = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "order_number", "sku"), name="reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something"),
        )
