from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q

from zhanggui.customers import rules
from zhanggui.customers.rules.groups import GROUP_NAME_LETTERS, NUMBER_LETTERS
from zhanggui.customers.rules.taxonomy import GROUP_LETTERS, MEANINGS, PLAIN
from zhanggui.shops.models import Shop

TAOBAO, WEB = rules.MARKETPLACE, rules.WEB


class Buyer(models.Model):
    """Whoever buys or asks, in one shop and channel: a nick on the marketplace, a web visitor, an e-mail
    address, a WeChat account."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    # The platform's nick, the cookie's random key of a web visitor, the address, the OpenID.
    key = models.CharField(max_length=rules.NAME_LENGTH)
    name = models.CharField(max_length=rules.NAME_LENGTH)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "channel", "key"), name="buyer_once"),
            models.CheckConstraint(condition=Q(channel__in=rules.CHANNELS), name="buyer_channel_known"),
        )
        indexes = (
            models.Index(fields=("shop", "-id"), name="buyer_newest"),
            # Names by their beginning, whatever the database's own order of letters is.
            models.Index(
                fields=("shop", "name"), opclasses=("int8_ops", "varchar_pattern_ops"), name="buyer_name"
            ),
            GinIndex(
                Func(Func("name", function="search_words"), function="letter_grams"), name="buyer_letters"
            ),
        )


class BuyerTag(models.Model):
    # The buyer's shop, once more: the tags in use and the buyers of a tag are asked for by it.
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Its own index would be the beginning of the constraint's.
    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=rules.TAG_LENGTH)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("buyer", "name"), name="buyer_tag_once"),)
        indexes = (models.Index(fields=("shop", "name", "-buyer"), name="buyer_tag_newest"),)


class BuyerNote(models.Model):
    """What the next agent should know. A note that was taken back stays, with the instant."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=rules.NOTE_LENGTH)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("buyer", "-at"), name="buyer_note_at"),)


class DeclinedTag(models.Model):
    """A tag that somebody took off a buyer or would not have: it is not proposed again."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=rules.TAG_LENGTH)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("buyer", "name"), name="declined_tag_once"),)


class TagGroup(models.Model):
    """A group of a shop's tags as the shop has it (`rules.taxonomy`). A shop without a row has what is
    shipped."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=GROUP_LETTERS)
    rank = models.IntegerField()
    several = models.BooleanField(default=True)
    meaning = models.CharField(max_length=10, default=PLAIN)
    words = ArrayField(models.CharField(max_length=rules.TAG_LENGTH), default=list)
    retired = ArrayField(models.CharField(max_length=rules.TAG_LENGTH), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "name"), name="tag_group_once"),
            models.CheckConstraint(condition=Q(meaning__in=list(MEANINGS)), name="tag_group_meaning_known"),
        )


class MovedTag(models.Model):
    """A tag that became another, by a new name or by merging: who still says the old word means the new."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=rules.TAG_LENGTH)
    became = models.CharField(max_length=rules.TAG_LENGTH)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "name"), name="moved_tag_once"),)


class BuyerGroup(models.Model):
    """A group of buyers: by hand, or by a rule (`rules.groups`), which is asked anew each time."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=GROUP_NAME_LETTERS)
    rule = models.JSONField(null=True)  # null: by hand
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("shop", "name"), condition=Q(retired_at=None), name="buyer_group_once"
            ),
        )


class GroupMember(models.Model):
    """A buyer in a group by hand."""

    group = models.ForeignKey(BuyerGroup, on_delete=models.CASCADE, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("group", "buyer"), name="group_member_once"),)


class BuyerPast(models.Model):
    """What the rooms above know of a buyer, as it is filtered and grouped by: written behind what happens,
    by those rooms. `bought` and `asked` are item numbers."""

    buyer = models.OneToOneField(Buyer, primary_key=True, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    contacted_at = models.DateTimeField(null=True)
    orders = models.IntegerField(default=0, db_default=0)  # paid
    paid_fen = models.BigIntegerField(default=0, db_default=0)
    ordered_at = models.DateTimeField(null=True)
    bought = ArrayField(models.CharField(max_length=NUMBER_LETTERS), default=list, db_default=[])
    asked = ArrayField(models.CharField(max_length=NUMBER_LETTERS), default=list, db_default=[])

    class Meta:
        indexes = (
            models.Index(fields=("shop", "-contacted_at", "-buyer"), name="past_contacted"),
            models.Index(fields=("shop", "orders", "-buyer"), condition=Q(orders__gt=0), name="past_orders"),
            models.Index(fields=("shop", "paid_fen"), condition=Q(paid_fen__gt=0), name="past_paid"),
            GinIndex(fields=("bought",), name="past_bought"),
            GinIndex(fields=("asked",), name="past_asked"),
        )


class PastDue(models.Model):
    """A buyer of whom something new was recorded that their past does not say yet. No foreign key: it is
    written beside every import."""

    buyer_id = models.BigIntegerField(primary_key=True)
