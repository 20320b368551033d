from __future__ import annotations

from django.db import models

from zhanggui.catalog.models import Item
from zhanggui.customers.models import Buyer
from zhanggui.orders.models import Order
from zhanggui.outreach import rules
from zhanggui.outreach.rules import doubts, following
from zhanggui.shops.models import Shop, Staff


class BuyerIntention(models.Model):
    """What a buyer said about an order that they have not paid, and who asked them. Only ever appended: the
    newest counts, and nothing is closed without one."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    intention = models.CharField(max_length=10)
    words = models.CharField(max_length=rules.WORDS_LETTERS)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(intention__in=list(rules.INTENTIONS)), name="buyer_intention_known"
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="buyer_intention_has_words"),
        )
        indexes = (models.Index(fields=("order", "-id"), name="buyer_intention_of_order"),)


class Interest(models.Model):
    """A buyer asked about an item, looked at it or was shown it, and what became of it. One at a time for a
    buyer and an item, until they order: whatever they order after that ends it. `took_other`: they ordered
    something else, so that the item itself was not won."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=8)
    position = models.IntegerField(default=0)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    won_at = models.DateTimeField(null=True)
    took_other = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("buyer", "item"),
                condition=models.Q(won_at=None),
                nulls_distinct=False,
                name="interest_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(won_at=None, order=None)
                | models.Q(won_at__isnull=False, order__isnull=False),
                name="interest_won_by_an_order",
            ),
            models.CheckConstraint(
                condition=models.Q(took_other=False) | models.Q(won_at__isnull=False, item__isnull=False),
                name="interest_other_by_an_order",
            ),
        )
        indexes = (
            models.Index(
                fields=("shop", "-last_at", "-id"), condition=models.Q(won_at=None), name="interest_open"
            ),
            models.Index(fields=("buyer", "-last_at"), name="interest_of_buyer"),
        )


class InterestMark(models.Model):
    """Until when a shop's talks have been read for what buyers asked about."""

    shop = models.OneToOneField(Shop, primary_key=True, on_delete=models.CASCADE, related_name="+")
    read_until = models.DateTimeField()


class Doubt(models.Model):
    """Why a buyer hesitates, as an agent logged it; `position`: the word that says it."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, related_name="doubts")
    kind = models.CharField(max_length=doubts.KIND_LETTERS)
    words = models.CharField(max_length=doubts.DOUBT_LETTERS)
    position = models.IntegerField(default=0)
    proposed = models.BooleanField()  # the kind was the one that the words hinted at
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("interest", "kind", "position"), name="doubt_once"),)
        indexes = (models.Index(fields=("shop", "-at"), name="doubt_shop_at"),)


class DoubtKind(models.Model):
    """A shop's own kind of doubt in [since, until), or the day on which a shipped one ends."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=doubts.KIND_LETTERS)
    title = models.CharField(max_length=doubts.KIND_LETTERS)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "key"), name="doubt_kind_once"),)


class FollowUp(models.Model):
    """A buyer who did not order was written to, or somebody said why not. Only ever appended."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=10)
    words = models.CharField(max_length=following.FOLLOW_UP_LETTERS, default="")
    position = models.IntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome__in=list(following.OUTCOME_TITLES)), name="follow_up_outcome_known"
            ),
        )
        indexes = (
            models.Index(fields=("buyer", "-at"), name="follow_up_of_buyer"),
            models.Index(fields=("interest", "-at"), name="follow_up_of_interest"),
        )
