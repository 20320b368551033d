from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """Who changed what, when, from what to what. Written by `actions.audit`, never changed."""

    shop_id = models.BigIntegerField()
    by_kind = models.CharField(max_length=10)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    thing_id = models.CharField(max_length=60)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "foundation_audit"
        indexes = (
            models.Index(fields=("shop_id", "-at"), name="audit_shop_at"),
            models.Index(fields=("shop_id", "thing", "thing_id", "-at"), name="audit_thing"),
        )
