from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q

from zhanggui.customers import rules
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
    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="tags")
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
