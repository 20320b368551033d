from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhanggui.customers.models import Buyer
from zhanggui.promotions.rules.campaigns import CAMPAIGN_KINDS
from zhanggui.promotions.rules.limits import NAME_LETTERS, NOTE_LETTERS, NUMBER_LETTERS
from zhanggui.promotions.rules.offers import CouponKind, Level
from zhanggui.shops.models import Shop

_STAFF_LETTERS = 80


class ShopOffer(models.Model):
    """An offer of the shop in [starts_at, ends_at), or until it was ended. Never deleted, and what it says
    never changes once it has begun: old orders are priced by it. `number` is the shop's own, from files."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=NUMBER_LETTERS, null=True)
    name = models.CharField(max_length=NAME_LETTERS)
    level = models.CharField(max_length=10)
    terms = models.JSONField()  # as `rules.stored` writes them
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=_STAFF_LETTERS)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="shop_offer_number_once"),
            models.CheckConstraint(
                condition=Q(level__in=[str(Level.ITEM), str(Level.SHOP)]), name="shop_offer_level_known"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shop_offer_span_forward"),
        )
        indexes = (models.Index(fields=("shop", "ends_at"), name="shop_offer_by_end"),)


class ShopCoupon(models.Model):
    """A coupon of the shop, usable in [starts_at, ends_at). `ended_at`: since then it is not given out any
    more; who holds one may still use it. Null quantities: nobody has set a limit."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=NUMBER_LETTERS, null=True)
    form_key = models.CharField(max_length=NUMBER_LETTERS, null=True)  # of the form that it was typed into
    name = models.CharField(max_length=NAME_LETTERS)
    kind = models.CharField(max_length=20)
    terms = models.JSONField()
    quantity = models.PositiveIntegerField(null=True)
    per_buyer = models.PositiveIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=_STAFF_LETTERS)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="shop_coupon_number_once"),
            models.UniqueConstraint(fields=("shop", "form_key"), name="shop_coupon_form_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in CouponKind]), name="shop_coupon_kind_known"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shop_coupon_span_forward"),
        )
        indexes = (models.Index(fields=("shop", "ends_at"), name="shop_coupon_by_end"),)


class VoucherCampaign(models.Model):
    """A marketplace's voucher event as it was told to this shop, and the shop's part in it.

    `is_selected`: the marketplace has selected the shop officially, which lets it change its tiers.
    `set_up_at`: when it first chose them.
    `offered`: the tier groups of each first-level category, "" for every other one. `fine_print`: what it
    decides otherwise than it was ruled for its days; it never changes once these have begun.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=NUMBER_LETTERS)
    name = models.CharField(max_length=NAME_LETTERS)
    passed_audition = models.BooleanField(default=False)
    enrolled = models.BooleanField(default=False)
    is_selected = models.BooleanField(default=False)
    set_up_at = models.DateTimeField(null=True)
    offered = models.JSONField()
    face_fen = models.PositiveIntegerField(default=1000)
    most_fen = models.PositiveIntegerField(null=True)
    endless = models.BooleanField(default=False)  # the discount needs no voucher (跨店满减)
    fine_print = models.JSONField(default=dict)  # as `rules.stored` writes it
    set_up_from = models.DateTimeField()
    set_up_until = models.DateTimeField()
    edit_until = models.DateTimeField()
    shown_from = models.DateTimeField()
    usable_from = models.DateTimeField()
    usable_until = models.DateTimeField()
    suspends_from = models.DateTimeField(null=True)
    suspends_until = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=_STAFF_LETTERS)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="voucher_campaign_once"),
            models.CheckConstraint(
                condition=Q(
                    set_up_until__gt=F("set_up_from"),
                    usable_from__gte=F("shown_from"),
                    usable_until__gt=F("usable_from"),
                ),
                name="voucher_campaign_spans_forward",
            ),
        )


class ChosenTiers(models.Model):
    """The one tier group that the shop chose for a first-level category. Never deleted."""

    campaign = models.ForeignKey(VoucherCampaign, on_delete=models.PROTECT, related_name="chosen")
    category = models.TextField()
    tiers = models.JSONField()
    by_name = models.CharField(max_length=_STAFF_LETTERS)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "category"), name="chosen_tiers_once"),)


class ReceivedCoupon(models.Model):
    """How many of a coupon a buyer has received and used, as the newest telling has it."""

    coupon = models.ForeignKey(ShopCoupon, on_delete=models.PROTECT, related_name="received")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    received = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("coupon", "buyer"), name="received_coupon_once"),
            models.CheckConstraint(condition=Q(used__lte=F("received")), name="received_coupon_used"),
        )


class ReceivedVouchers(models.Model):
    """How many of an event's vouchers a buyer has received and used, as the newest telling has it.
    `order_numbers`: the orders on which they were used."""

    campaign = models.ForeignKey(VoucherCampaign, on_delete=models.PROTECT, related_name="received")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    received = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    order_numbers = models.JSONField(default=list)
    received_at = models.DateTimeField()  # the first of them
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("campaign", "buyer"), name="received_vouchers_once"),
            models.CheckConstraint(condition=Q(used__lte=F("received")), name="received_vouchers_used"),
        )


class Campaign(models.Model):
    """An entry of the campaign calendar that the shop made itself: its days, [starts_on, ends_on]. One that
    was taken back stays, with the instant."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=NAME_LETTERS)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=NOTE_LETTERS, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=_STAFF_LETTERS)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=CAMPAIGN_KINDS), name="campaign_kind_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_span_forward"),
        )
        indexes = (models.Index(fields=("shop", "ends_on"), name="campaign_by_end"),)


class WhatIf(models.Model):
    """A question: what would past orders have come to under the offers that hold at `paid_at`? `heard_at`:
    when whoever reckons was last heard of. `result` as `rules.whatif.Tally` tells itself."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    paid_at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    vouchers = models.PositiveIntegerField()
    coupons = models.BooleanField()
    asked_at = models.DateTimeField()
    by_name = models.CharField(max_length=_STAFF_LETTERS)
    orders = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    result = models.JSONField(null=True)
    names = models.JSONField(default=dict)  # of the offers at that time, by key

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="what_if_span_forward"),
        )
        indexes = (models.Index(fields=("shop", "-id"), name="what_if_newest"),)
