from __future__ import annotations

from django.db import models

from zhanggui.marketplace import rules


class Delivery(models.Model):
    """A file or a batch as it came in, how far it has been read, and what came of it.

    What was asked for (`asked_at`) is read by whoever holds the shop's lock, in the order in which it was
    asked for. Running while nobody holds the lock: the reading was interrupted, and is simply begun again.
    What a command reads nobody asked for: it holds a lock of its own, and once that is gone it is stopped.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(default=0)  # bytes
    state = models.CharField(max_length=10, default=rules.DELIVERY.first)
    trial = models.BooleanField(default=False)  # read and weighed, but nothing kept
    told_at = models.DateTimeField(null=True)  # when the file was made, as its bringer says
    received_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    refusal = models.CharField(max_length=1000, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    # What a first look at the file showed, without anything that names a buyer once the pieces are gone.
    look = models.JSONField(null=True)
    again_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="repeats")
    percent = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    older = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    announced = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=("shop", "-received_at"), name="delivery_newest"),
            models.Index(fields=("shop", "sha256"), name="delivery_same_file"),
            models.Index(
                fields=("shop", "asked_at"),
                name="delivery_to_read",
                condition=models.Q(state__in=(rules.WAITING, rules.RUNNING)),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("new")
                    + models.F("changed")
                    + models.F("unchanged")
                    + models.F("older")
                    + models.F("undecided")
                    + models.F("refused")
                ),
                name="delivery_rows_add_up",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(rules.DELIVERY.states)), name="delivery_state_known"
            ),
        )


class DeliveryPiece(models.Model):
    """A piece of an uploaded file, kept until it has been read: every worker can get at it, and it is in
    the same backup. Files hold receivers, so the pieces do not stay."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("delivery", "position"), name="delivery_piece_place"),)


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


class Errand(models.Model):
    """A request to the outside: what is wanted, of which subject, and what the outside answered.

    `key` makes a request that is asked for twice one request. `taken_at`: somebody is at it since then.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    payload = models.JSONField()
    key = models.CharField(max_length=rules.ERRAND_KEY_LETTERS)
    state = models.CharField(max_length=10, default=rules.ERRAND.first)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=rules.ERRAND_RESULT_LETTERS, default="")
    asked_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "key"), name="errand_key_once"),
            models.CheckConstraint(
                condition=models.Q(state=rules.ASKED, ended_at__isnull=True)
                | models.Q(state__in=(rules.DONE, rules.FAILED, rules.WITHDRAWN), ended_at__isnull=False),
                name="errand_state_and_its_end",
            ),
        )
        indexes = (
            models.Index(
                fields=("shop", "kind", "id"), name="errand_asked", condition=models.Q(state=rules.ASKED)
            ),
            models.Index(fields=("shop", "kind", "thing", "thing_id", "-id"), name="errand_of_thing"),
        )


class ErrandTaker(models.Model):
    """When somebody last asked for errands of this kind: whether anybody performs them at all."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "kind"), name="errand_taker_once"),)
