from __future__ import annotations

from django.db import models


class Delivery(models.Model):
    """A file or a batch as it came in. Not finished: its reading was interrupted."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=80)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=("shop", "-received_at"), name="delivery_newest"),
            models.Index(fields=("shop", "sha256"), name="delivery_same_file"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rows=models.F("accepted") + models.F("unchanged") + models.F("refused")),
                name="delivery_rows_add_up",
            ),
        )


class DeliveryProblem(models.Model):
    """What was wrong in one place of a delivery; `refused` when the whole row stayed out."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    raw = models.CharField(max_length=200)
    refused = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("delivery", "line"), name="delivery_problem_line"),)
