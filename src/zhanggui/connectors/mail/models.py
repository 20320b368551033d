"""Where a mailbox was read to, and every mail that came, as it came."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

# Listed in the mailbox and not fetched yet; a buyer's words; a machine's, kept aside; the same mail once
# more; no longer in the mailbox when it was fetched.
AWAITED, WORDS, ASIDE, SAME, GONE = "awaited", "words", "aside", "same", "gone"
RAW_BYTES: Final = 1 << 20  # of a mail that are kept
STATES = (AWAITED, WORDS, ASIDE, SAME, GONE)


class Mailbox(models.Model):
    """An inbox of a shop, and how far it was read.

    `uid_validity` is the server's own number of its numbering: with another, all numbers mean something else.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=100)
    host = models.CharField(max_length=255)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)  # the last look that succeeded
    failed_at = models.DateTimeField(null=True)  # the last that did not, if none has since
    failure = models.CharField(max_length=300, default="")
    rests_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "address", "host"), name="mailbox_once"),)


class Mail(models.Model):
    """A mail. `raw` is how it came, up to a size; `position` the place of its first word."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="mails")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    state = models.CharField(max_length=10, default=AWAITED)
    tries = models.PositiveSmallIntegerField(default=0)
    listed_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    # None until it is fetched, and for one that had come before.
    key = models.CharField(max_length=64, null=True)
    kind = models.CharField(max_length=10, default="")  # why it is no buyer's (kinds.py)
    message_id = models.CharField(max_length=260, default="")
    references = models.TextField(default="")
    address = models.CharField(max_length=100, default="")
    subject = models.CharField(max_length=200, default="")
    sent_at = models.DateTimeField(null=True)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    position = models.PositiveIntegerField(null=True)
    raw = models.BinaryField(default=b"")
    raw_bytes = models.PositiveIntegerField(default=0)  # of the whole mail

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("mailbox", "uid_validity", "uid"), name="mail_listed_once"),
            models.UniqueConstraint(fields=("shop", "key"), name="mail_once"),
            models.CheckConstraint(
                condition=~Q(state="words") | Q(conversation__isnull=False, position__isnull=False),
                name="mail_words_have_their_place",
            ),
        )
        indexes = (
            models.Index(fields=("mailbox", "tries", "uid"), name="mail_awaited", condition=Q(state=AWAITED)),
            models.Index(fields=("conversation", "-position"), name="mail_of_conversation"),
            models.Index(fields=("shop", "-id"), name="mail_aside", condition=Q(state=ASIDE)),
        )
