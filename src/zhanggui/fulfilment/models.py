from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from zhanggui.customers.models import Buyer
from zhanggui.fulfilment import rules
from zhanggui.orders.models import Order
from zhanggui.shops.models import Shop


class AddressCheck(models.Model):
    """Whether a paid order's address is right. The address itself stays with the order: what was checked is
    known by its digest, and as far as the district.

    `release_at`: from then on silence means consent, whether or not a job has written it down. `held_at`:
    since when a person was needed first. `visitor` is who gets the card, `carded_at` when it went out.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=rules.CHECK.first)
    findings = ArrayField(models.CharField(max_length=10), default=list)
    digest = models.CharField(max_length=64)
    masked = models.BooleanField(default=False)
    province = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=40, blank=True)
    district = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    release_at = models.DateTimeField()
    cut_off_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    visitor = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    carded_at = models.DateTimeField(null=True)
    said_yes_at = models.DateTimeField(null=True)  # the buyer, on the card as it stands

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.LIVE), settled_at__isnull=True, how="")
                | Q(
                    state__in=sorted(rules.CHECK.states - rules.LIVE),
                    settled_at__isnull=False,
                    how__in=sorted(rules.HOWS),
                ),
                name="address_check_state_and_its_end",
            ),
        )
        indexes = (
            models.Index(F("shop"), F("asked_at").desc(), F("id").desc(), name="address_check_newest"),
            models.Index(
                fields=("shop", "due_at", "id"), condition=Q(state=rules.HELD), name="address_check_held"
            ),
            models.Index(
                fields=("release_at",), condition=Q(state=rules.ASKED), name="address_check_release"
            ),
            models.Index(
                fields=("shop", "id"),
                condition=Q(visitor__isnull=False, carded_at__isnull=True),
                name="address_check_uncarded",
            ),
        )


class AddressProposal(models.Model):
    """Another address that a buyer asks for. Nothing changes before a member of staff accepts it."""

    check_of = models.ForeignKey(AddressCheck, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, default=rules.PROPOSALS.first)
    name = models.CharField(max_length=rules.NAME_LETTERS)
    phone = models.CharField(max_length=rules.PHONE_LETTERS)
    address = models.CharField(max_length=rules.ADDRESS_LETTERS)
    findings = ArrayField(models.CharField(max_length=10), default=list)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)
    settled_by_name = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=rules.NOTE_LETTERS, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("check_of",), condition=Q(state=rules.PROPOSED), name="address_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.PROPOSED, settled_at__isnull=True)
                | (~Q(state=rules.PROPOSED) & Q(settled_at__isnull=False)),
                name="address_proposal_state_and_its_end",
            ),
        )


class NoService(models.Model):
    """An area to which a courier does not carry, in force [from, to). An empty city or district means all
    of them, an empty courier every courier."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    courier = models.CharField(max_length=40, blank=True)
    province = models.CharField(max_length=40)
    city = models.CharField(max_length=40, blank=True)
    district = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=rules.NOTE_LETTERS, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="no_service_span_forward",
            ),
        )
