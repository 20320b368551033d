from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhanggui.conversations import rules
from zhanggui.customers.models import Buyer
from zhanggui.shops.models import Shop, Staff


class Conversation(models.Model):
    """Everything said between the shop and one buyer on one channel, for ever."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    buyer = models.OneToOneField(Buyer, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_position = models.IntegerField(default=0)
    last_text = models.CharField(max_length=rules.SNIPPET_LETTERS, default="")
    last_side = models.CharField(max_length=6, default=rules.BUYER)
    last_at = models.DateTimeField(null=True)
    # Since when the buyer waits for a human word: this *is* the unanswered task.
    waiting_since = models.DateTimeField(null=True)
    left = models.BooleanField(default=False)
    # Its last word is a press: the words themselves are in another chat client, and only there.
    elsewhere = models.BooleanField(default=False, db_default=False)
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    read_by_buyer = models.IntegerField(default=0)
    read_by_staff = models.IntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(
                fields=("shop", "waiting_since"),
                condition=Q(waiting_since__isnull=False),
                name="conversation_waiting",
            ),
            models.Index(
                fields=("shop", "agent"), condition=Q(agent__isnull=False), name="conversation_agent"
            ),
            models.Index(fields=("shop", "-last_at"), name="conversation_last"),
        )


class Picture(models.Model):
    """A picture as we encoded it. It lies in the database: in the same commit and the same backup
    as the message that shows it, and at hand for every server process."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    width = models.IntegerField()
    height = models.IntegerField()
    large = models.BinaryField()
    small = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("conversation", "-at"), name="picture_conversation_at"),)


class Message(models.Model):
    """One message. Its place is (conversation, position); positions have no gap."""

    pk = models.CompositePrimaryKey("conversation_id", "position")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.IntegerField()
    side = models.CharField(max_length=6)
    client_id = models.CharField(max_length=rules.CLIENT_ID_LETTERS)
    kind = models.CharField(max_length=10, default=rules.TEXT)
    text = models.TextField(default="")
    picture = models.ForeignKey(
        Picture, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    card = models.JSONField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("conversation", "side", "client_id"), name="message_once"),
            models.CheckConstraint(condition=Q(side__in=rules.SIDES), name="message_side_known"),
            models.CheckConstraint(condition=Q(position__gt=0), name="message_position_positive"),
        )


class Reception(models.Model):
    """One agent's stint in a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=rules.RECEPTION.first)
    opened_at = models.DateTimeField()
    first_position = models.IntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("conversation",), condition=Q(ended_at=None), name="reception_one_open"
            ),
        )
        indexes = (models.Index(fields=("agent", "-opened_at"), name="reception_agent_at"),)


class Press(models.Model):
    """The last press in a conversation that is held elsewhere, and what taking it back restores."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    position = models.IntegerField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    waiting_since = models.DateTimeField(null=True)
    left = models.BooleanField()
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class Phrase(models.Model):
    """A ready answer, with the questions that it answers."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=10, default=rules.PRESALE)
    category = models.CharField(max_length=20)
    title = models.CharField(max_length=40)
    text = models.CharField(max_length=rules.TEXT_LETTERS)
    asks = ArrayField(models.CharField(max_length=100), default=list)
    shortcut = models.CharField(max_length=20, default="")
    used = models.IntegerField(default=0)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(group__in=rules.GROUPS), name="phrase_group_known"),
            models.UniqueConstraint(
                fields=("shop", "title"), condition=Q(retired_at=None), name="phrase_title_once"
            ),
        )
