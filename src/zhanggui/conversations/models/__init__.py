from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import F, Func, Q

from zhanggui.catalog.models import Item
from zhanggui.conversations import rules
from zhanggui.conversations.models.addons import AddOnSale as AddOnSale
from zhanggui.conversations.models.addons import Recommendation as Recommendation
from zhanggui.conversations.models.arrivals import Arrival as Arrival
from zhanggui.conversations.models.calls import PhoneCall as PhoneCall
from zhanggui.conversations.models.feedback import Feedback as Feedback
from zhanggui.conversations.models.inquiries import NotInquiry as NotInquiry
from zhanggui.conversations.models.looks import ItemLook as ItemLook
from zhanggui.conversations.models.surveys import Survey as Survey
from zhanggui.conversations.rules.discounts import ASKED, DECLINED, GRANTED, REASON_LETTERS
from zhanggui.conversations.rules.needs import (
    ANSWER_LETTERS,
    GUIDE_CATEGORY_LETTERS,
    GUIDE_LETTERS,
    QUESTION_LETTERS,
)
from zhanggui.customers.models import Buyer
from zhanggui.shops.models import Shop, Staff
from zhanggui.shops.rules import ACCOUNT_LETTERS

_MOST_PENDING_KB = 512  # every search reads the new tokens that wait


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
    # Of the round that is open: where it began, and how many words of the buyer it has.
    asked_position = models.IntegerField(null=True)
    questions = models.IntegerField(default=0, db_default=0)
    left = models.BooleanField(default=False)
    # The platform's sub-account that the buyer wrote to, where there is one.
    account = models.CharField(max_length=ACCOUNT_LETTERS, default="", db_default="")
    # Its last word is a press: the words themselves are in another chat client, and only there.
    elsewhere = models.BooleanField(default=False, db_default=False)
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    read_by_buyer = models.IntegerField(default=0)
    read_by_staff = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(waiting_since=None, asked_position=None, questions=0)
                | Q(waiting_since__isnull=False, asked_position__isnull=False, questions__gt=0),
                name="conversation_round_whole",
            ),
        )
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
    # The phrase that it was written from, and whether somebody changed the words. No foreign key: a client
    # names it, and what a client names must not hold up a whole batch.
    phrase_id = models.BigIntegerField(null=True)
    edited = models.BooleanField(default=False, db_default=False)
    # Up to where an agent had read who wrote this, when more stood there: they did not answer that.
    seen = models.IntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("conversation", "side", "client_id"), name="message_once"),
            models.CheckConstraint(condition=Q(side__in=rules.SIDES), name="message_side_known"),
            models.CheckConstraint(condition=Q(position__gt=0), name="message_position_positive"),
        )
        indexes = (
            # Messages lie in the order of time, but for what was brought in: a day is a few pages.
            BrinIndex(fields=("at",), pages_per_range=32, autosummarize=True, name="message_at"),
            # Words of accounts in another client that are nobody's yet.
            models.Index(
                fields=("by_name", "conversation"),
                condition=Q(side=rules.STAFF, by_id=None),
                name="message_unclaimed",
            ),
        )


class Reception(models.Model):
    """One agent's stint in a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=rules.RECEPTION.first)
    how = models.CharField(max_length=12, default=rules.BY_ANSWER, db_default=rules.BY_ANSWER)
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


class Round(models.Model):
    """A round that is over: from the buyer's first unanswered word to what ended its wait. Written when it
    ends and never changed; the one that is open is the conversation's wait. `agent` answered it, or had the
    buyer when it ended without an answer."""

    pk = models.CompositePrimaryKey("conversation_id", "asked_position")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_position = models.IntegerField()
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    questions = models.IntegerField()
    left = models.BooleanField()
    how = models.CharField(max_length=8)
    ended_at = models.DateTimeField()
    ended_position = models.IntegerField(null=True)
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    waited_ms = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(how__in=rules.ROUND_ENDS), name="round_end_known"),
            models.CheckConstraint(
                # Without an agent it was answered under an account that is nobody's yet.
                condition=Q(how=rules.ANSWERED, ended_position__isnull=False)
                | (~Q(how=rules.ANSWERED) & Q(ended_position=None)),
                name="round_answer_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(waited_ms__gte=0, questions__gt=0), name="round_counts_positive"
            ),
        )
        indexes = (models.Index(fields=("shop", "asked_at"), name="round_shop_asked"),)


class Aside(models.Model):
    """What staff see in a talk and the buyer does not: a note, who handed it to whom, that it was ended."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    after_position = models.IntegerField()
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=rules.ASIDE_LETTERS, blank=True)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(kind__in=rules.ASIDES), name="aside_kind_known"),)
        indexes = (models.Index(fields=("conversation", "after_position", "id"), name="aside_place"),)


class Guide(models.Model):
    """What to ask a buyer of goods of a category before recommending, as somebody wrote it (`rules.needs`).
    Category "" is for the goods of every other."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    category = models.CharField(max_length=GUIDE_CATEGORY_LETTERS, blank=True)
    text = models.CharField(max_length=GUIDE_LETTERS)
    changed_at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "category"), name="guide_of_category"),)


class Need(models.Model):
    """What a buyer said to one question of a guide; the newest answer counts."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+", db_index=False)
    question = models.CharField(max_length=QUESTION_LETTERS)
    answer = models.CharField(max_length=ANSWER_LETTERS)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("buyer", "question"), name="need_once"),)


class Discount(models.Model):
    """What was taken off a price for one buyer, or asked to be: who, why, and who agreed."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    price_fen = models.BigIntegerField()
    floor_fen = models.BigIntegerField(null=True)
    off_fen = models.BigIntegerField()
    reason = models.CharField(max_length=REASON_LETTERS)
    state = models.CharField(max_length=8)
    takes = models.CharField(max_length=8)  # whose word it takes
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=REASON_LETTERS, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(off_fen__gt=0, off_fen__lt=F("price_fen")), name="discount_leaves_a_price"
            ),
            models.CheckConstraint(
                condition=Q(state=ASKED, decided_by=None, decided_at=None)
                | Q(state__in=(GRANTED, DECLINED), decided_by__isnull=False, decided_at__isnull=False),
                name="discount_state_and_its_end",
            ),
        )
        indexes = (
            models.Index(fields=("conversation", "-id"), name="discount_conversation"),
            models.Index(fields=("shop", "-at"), name="discount_shop_at"),
        )


class Press(models.Model):
    """The last press in a conversation that is held elsewhere, and what taking it back restores."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    position = models.IntegerField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    waiting_since = models.DateTimeField(null=True)
    asked_position = models.IntegerField(null=True)
    questions = models.IntegerField(default=0, db_default=0)
    left = models.BooleanField()
    agent = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class PhrasePicture(models.Model):
    """A picture that goes out with a phrase, as we encoded it. Each conversation gets a copy of its own."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    width = models.IntegerField()
    height = models.IntegerField()
    large = models.BinaryField()
    small = models.BinaryField()
    at = models.DateTimeField()


class Phrase(models.Model):
    """A ready answer, with the questions that it answers. A member's (`owner`), or the shop's."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=10, default=rules.PRESALE)
    category = models.CharField(max_length=20)
    title = models.CharField(max_length=40)
    text = models.CharField(max_length=rules.TEXT_LETTERS)
    asks = ArrayField(models.CharField(max_length=100), default=list)
    shortcut = models.CharField(max_length=20, default="")
    picture = models.ForeignKey(
        PhrasePicture, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    used = models.IntegerField(default=0)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(group__in=rules.GROUPS), name="phrase_group_known"),
            models.UniqueConstraint(
                fields=("shop", "title"), condition=Q(retired_at=None, owner=None), name="phrase_title_once"
            ),
            models.UniqueConstraint(
                fields=("owner", "title"),
                condition=Q(retired_at=None, owner__isnull=False),
                name="phrase_own_title_once",
            ),
        )


class GreetingRule(models.Model):
    """What the program says first, to whom, where and when; of those that fit the first in `rank` speaks."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    rank = models.IntegerField()
    whom = models.CharField(max_length=10, default=rules.ANYBODY)
    channel = models.CharField(max_length=10, default="")  # empty: every channel
    weekdays = ArrayField(models.SmallIntegerField(), default=list)  # 1 is Monday; none: every day
    # Half-open, of the shop's day; the end may lie behind midnight. Both or none.
    from_time = models.TimeField(null=True)
    until_time = models.TimeField(null=True)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)  # the last day, included
    text = models.CharField(max_length=rules.GREETING_LETTERS)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(whom__in=rules.WHOM), name="greeting_whom_known"),)
        indexes = (
            models.Index(fields=("shop", "rank"), condition=Q(retired_at=None), name="greeting_in_force"),
        )


class SearchEntry(models.Model):
    """A message as the search finds it, written some seconds behind the message path, which it must not
    slow down. No foreign keys: their checks would lock conversations."""

    pk = models.CompositePrimaryKey("conversation_id", "position")
    conversation_id = models.BigIntegerField()
    position = models.IntegerField()
    shop_id = models.BigIntegerField()
    buyer_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    side = models.CharField(max_length=6)
    by_id = models.BigIntegerField(null=True)
    picture = models.BooleanField()
    words = models.TextField(null=True)  # half-width and small; none: nothing to find
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                F("shop_id"),
                F("at").desc(),
                F("conversation_id").desc(),
                F("position").desc(),
                name="search_newest",
            ),
            # Single and paired letters of the words, what the filters ask, and the week: one index answers
            # all of them together, week by week.
            GinIndex(
                Func(
                    *("words", "shop_id", "buyer_id", "channel", "side", "by_id", "picture", "at"),
                    function="message_tokens",
                ),
                fastupdate=True,
                gin_pending_list_limit=_MOST_PENDING_KB,
                name="search_tokens",
            ),
        )
