from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from zhanggui.catalog.rules import SECTIONS
from zhanggui.shops.models import Shop


class Item(models.Model):
    """One listing of the shop. Null: no telling has said it yet."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=64)  # the platform's item id
    outer_id = models.TextField(null=True)  # the shop's own code of the item
    title = models.TextField(null=True)
    category = models.TextField(null=True)  # first level
    price_fen = models.BigIntegerField(null=True)
    cost_fen = models.BigIntegerField(null=True)
    floor_fen = models.BigIntegerField(null=True)  # the lowest that an agent may agree to
    weight_grams = models.BigIntegerField(null=True)
    attributes = models.JSONField(null=True)  # [[name, text], ...] in the order in which they were told
    free_shipping = models.BooleanField(null=True)
    seven_day = models.BooleanField(null=True)  # may be returned within seven days without a reason
    on_sale = models.BooleanField(null=True)
    changed_at = models.DateTimeField()
    # Number, codes and title as they are searched, and the letters and pairs of letters in them.
    searched = models.TextField(default="")
    grams: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="item_number_once"),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0)
                & Q(cost_fen__gte=0)
                & Q(floor_fen__gte=0)
                & Q(weight_grams__gte=0),
                name="item_not_negative",
            ),
        )
        indexes = (
            models.Index(fields=("shop", "-id"), name="item_newest"),
            models.Index(fields=("shop", "outer_id"), name="item_outer_id"),
            models.Index(fields=("shop", "title"), name="item_title"),
            models.Index(fields=("shop", "category", "-id"), name="item_category"),
            GinIndex(fields=("grams",), name="item_grams"),
        )


class Sku(models.Model):
    """What is counted and sold: one kind of an item. An item without kinds has one without a name."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="skus")
    number = models.CharField(max_length=64, null=True)  # the platform's SKU id
    outer_id = models.TextField(null=True)
    properties = models.TextField(null=True)  # "颜色分类:黑色;尺码:M"
    price_fen = models.BigIntegerField(null=True)
    cost_fen = models.BigIntegerField(null=True)
    floor_fen = models.BigIntegerField(null=True)
    weight_grams = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("item", "number"), name="sku_number_once"),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0)
                & Q(cost_fen__gte=0)
                & Q(floor_fen__gte=0)
                & Q(weight_grams__gte=0),
                name="sku_not_negative",
            ),
        )
        indexes = (
            models.Index(fields=("shop", "outer_id"), name="sku_outer_id"),
            models.Index(fields=("shop", "number"), name="sku_number"),
        )


class Knowledge(models.Model):
    """What an agent must know of an item. An empty section is not written yet."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="knowledge")
    features = models.TextField(default="")
    functions = models.TextField(default="")
    cautions = models.TextField(default="")
    material = models.TextField(default="")
    size_chart = models.TextField(default="")
    brand_audience = models.TextField(default="")
    matching = models.TextField(default="")  # item numbers or titles, one on each line
    advantages = models.TextField(default="")
    glossary = models.TextField(default="")
    changed_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    @property
    def sections(self) -> dict[str, str]:
        return {section: getattr(self, section) for section in SECTIONS}
