from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Reverse

from zhanggui.catalog.models import Item
from zhanggui.customers.models import Buyer
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders import rules
from zhanggui.shops.models import Shop

_STAGE = Case(
    *(
        When(
            status__in=[str(status) for status in TradeStatus if rules.STAGES[status.group] == stage],
            then=Value(int(stage)),
        )
        for stage in rules.Stage
    )
)


def _whether(condition: Q) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Case(When(condition, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )


_ASKED = ("stage", "remarked", "messaged", "refunded", "no_waybill", "total_fen", "paid_at")


def _asked_besides(*keys: str) -> tuple[str, ...]:
    return tuple(name for name in _ASKED if name not in keys)


def _leaving(name: str, *keys: str, condition: Q | None = None) -> models.Index:
    return models.Index(
        fields=("shop", *keys, "-created_at", "-id"),
        include=_asked_besides(*keys),
        condition=condition,
        name=name,
    )


_MOST_PENDING_KB = 128


class Order(models.Model):
    """The marketplace's order as its newest snapshot tells it. Null: no snapshot has said it yet."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=64)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    buyer_nick = models.CharField(max_length=100, null=True)
    status = models.CharField(max_length=30)
    status_text = models.TextField()
    close_reason = models.TextField(null=True)
    title = models.TextField(null=True)
    item_count = models.PositiveIntegerField(null=True)
    goods_fen = models.BigIntegerField(null=True)
    postage_fen = models.BigIntegerField(null=True)
    total_fen = models.BigIntegerField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    refund_fen = models.BigIntegerField(null=True)
    settled_fen = models.BigIntegerField(null=True)  # what the platform has paid out to the seller
    fee_fen = models.BigIntegerField(null=True)  # what the platform keeps of the seller's
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    receiver_name = models.TextField(null=True)
    receiver_phone = models.TextField(null=True)
    receiver_address = models.TextField(null=True)
    phone_tail = models.CharField(max_length=4)
    courier = models.TextField(null=True)
    waybill = models.TextField(null=True)  # several are separated by one space
    remark = models.TextField(null=True)
    flag = models.PositiveSmallIntegerField(null=True)
    buyer_message = models.TextField(null=True)
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    extra = models.JSONField(default=dict)
    # What the list is filtered and searched by; the database fills them in, whoever writes.
    stage = models.GeneratedField(expression=_STAGE, output_field=models.SmallIntegerField(), db_persist=True)
    remarked = _whether(Q(remark__gt=""))
    messaged = _whether(Q(buyer_message__gt=""))
    refunded = _whether(Q(refund_fen__gt=0))
    no_waybill = _whether(Q(waybill="") | Q(waybill__isnull=True))
    number_backwards = models.GeneratedField(
        expression=Reverse("number"), output_field=models.TextField(), db_persist=True
    )
    # Remark and buyer's message, half-width and small; null when there is neither.
    words = models.GeneratedField(
        expression=Func("remark", "buyer_message", function="order_words"),
        output_field=models.TextField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "number"), name="order_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in TradeStatus]), name="order_status_known"
            ),
            models.CheckConstraint(
                condition=Q(goods_fen__gte=0)
                & Q(postage_fen__gte=0)
                & Q(total_fen__gte=0)
                & Q(paid_fen__gte=0)
                & Q(refund_fen__gte=0)
                & Q(settled_fen__gte=0)
                & Q(fee_fen__gte=0),
                name="order_money_not_negative",
            ),
        )
        indexes = (
            models.Index(F("shop"), F("created_at").desc(), F("id").desc(), name="order_newest"),
            models.Index(F("buyer"), F("created_at").desc(), name="order_of_buyer"),
            models.Index(F("shop"), F("phone_tail"), F("created_at").desc(), name="order_phone_tail"),
            # The operators' classes let LIKE 'beginning%' use the index under every collation.
            models.Index(
                fields=("shop", "buyer_nick", "-created_at"),
                include=("id", *_ASKED),
                opclasses=("int8_ops", "varchar_pattern_ops", "timestamptz_ops"),
                name="order_of_nick",
            ),
            models.Index(
                fields=("shop", "number_backwards"),
                opclasses=("int8_ops", "text_pattern_ops"),
                name="order_number_ending",
            ),
            # The list's filters: each index holds, newest first, what one filter leaves, and all that the
            # other filters ask, so that no row is fetched in vain.
            _leaving("order_stage", "stage"),
            _leaving("order_refunded", condition=Q(refunded=True)),
            _leaving("order_remarked", condition=Q(remarked=True)),
            _leaving("order_messaged", condition=Q(messaged=True)),
            _leaving("order_no_waybill", "stage", condition=Q(no_waybill=True)),
            models.Index(
                fields=("shop", "-paid_at", "-id"),
                include=_asked_besides("paid_at"),
                condition=Q(paid_at__isnull=False),
                name="order_paid",
            ),
            models.Index(
                fields=("shop", "total_fen"),
                include=("created_at", "id", *_asked_besides("total_fen")),
                name="order_total",
            ),
            # Bigrams of the words, and what the filters ask, and the quarter: so that no row is fetched
            # in vain when a word is common and the rest is rare.
            GinIndex(
                Func(
                    *("words", "stage", "remarked", "messaged", "refunded", "no_waybill", "created_at"),
                    function="order_tokens",
                ),
                condition=Q(words__isnull=False),
                # New rows' tokens go in many at a time, which halves what writing an order costs; but every
                # search reads those that wait, so that few may.
                fastupdate=True,
                gin_pending_list_limit=_MOST_PENDING_KB,
                name="order_tokens",
            ),
            models.Index(fields=("shop", "waybill"), condition=Q(waybill__gt=""), name="order_waybill"),
            GinIndex(
                Func("waybill", Value(" "), function="string_to_array"),
                condition=Q(waybill__contains=" "),
                fastupdate=False,
                name="order_several_waybills",
            ),
        )


class OrderLine(models.Model):
    """A line of an order as its newest snapshot tells it. Null: no snapshot has said it yet.

    It hangs on the order's number and not on its row: the list of lines may come in before the list of
    orders, and no order is invented for it.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_number = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()  # 1, 2, 3 ... in the order in which they were first told
    oid = models.CharField(max_length=64, null=True)
    status = models.CharField(max_length=30, null=True)
    status_text = models.TextField(null=True)
    title = models.TextField(null=True)
    price_fen = models.BigIntegerField(null=True)
    quantity = models.PositiveIntegerField(null=True)
    item_number = models.CharField(max_length=64, null=True)
    item_outer_id = models.CharField(max_length=64, null=True)
    sku_outer_id = models.CharField(max_length=64, null=True)
    properties = models.TextField(null=True)
    package = models.TextField(null=True)
    remark = models.TextField(null=True)
    payable_fen = models.BigIntegerField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    refund_status = models.TextField(null=True)
    refund_fen = models.BigIntegerField(null=True)
    # The newest refund case of this line, mirrored from the room that keeps the cases.
    case_number = models.CharField(max_length=64, null=True)
    case_status = models.TextField(null=True)
    case_fen = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "order_number", "position"), name="order_line_place"),
            models.UniqueConstraint(
                fields=("shop", "oid"), condition=Q(oid__isnull=False), name="order_line_oid_once"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0)
                & Q(payable_fen__gte=0)
                & Q(paid_fen__gte=0)
                & Q(refund_fen__gte=0),
                name="order_line_money_not_negative",
            ),
        )


class MoneyEntry(models.Model):
    """One movement of an order's money, as a source told it. Only ever appended.

    The entries of one order and kind add up to what the marketplace says now: a sum that was told higher
    later is a second entry. Kinds are not added up together: what was paid and what was settled are the
    same money at two places.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_number = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    fen = models.BigIntegerField()  # plus for paid and settled, minus for refunded and fee
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=rules.MONEY_KINDS), name="money_entry_kind_known"),
            models.CheckConstraint(condition=~Q(fen=0), name="money_entry_moves_something"),
        )
        indexes = (models.Index(fields=("shop", "order_number", "at"), name="money_entry_order"),)


class StatementEntry(models.Model):
    """A row of the payment account's statement (支付宝账务明细). It belongs to an order by the order's
    number, whichever of the two comes in first."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    serial = models.CharField(max_length=64)
    at = models.DateTimeField()
    fen = models.BigIntegerField()  # plus: came in
    kind = models.CharField(max_length=40)
    order_number = models.CharField(max_length=64, null=True)
    merchant_number = models.CharField(max_length=64)
    business_serial = models.CharField(max_length=64)
    title = models.TextField()
    party = models.TextField()
    balance_fen = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=40)
    remark = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("shop", "serial"), name="statement_serial_once"),)
        indexes = (
            models.Index(
                fields=("shop", "order_number", "at"),
                condition=Q(order_number__isnull=False),
                name="statement_order",
            ),
            models.Index(fields=("shop", "-at"), name="statement_newest"),
        )


class OrderClaim(models.Model):
    """A web visitor says that an order is theirs. `order` is set only once it is verified."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=64)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default=rules.CLAIM.first)
    tries = models.PositiveIntegerField(default=0)
    tried_on = models.DateField()  # the shop's day of the last try
    tries_that_day = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("buyer", "number"), name="order_claim_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.CLAIM.states)), name="order_claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.VERIFIED, order__isnull=False)
                | (~Q(state=rules.VERIFIED) & Q(order__isnull=True)),
                name="order_claim_reveals_only_verified",
            ),
        )
        indexes = (models.Index(fields=("shop", "number"), name="order_claim_number"),)


class Remark(models.Model):
    """What staff wrote on an order: why, by whom, when, and under which flag. Only ever appended; the text
    that the marketplace gets is made of these (rules/memo.py)."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    flag = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=10, blank=True)
    promises = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    reason = models.CharField(max_length=rules.REASON_LETTERS)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80)
    by_number = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(flag__in=list(rules.FLAGS)), name="remark_flag_known"),
            models.CheckConstraint(
                condition=Q(change="") | Q(change__in=list(rules.CHANGES)), name="remark_change_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="remark_has_a_reason"),
        )
        indexes = (models.Index(fields=("order", "-id"), name="remark_of_order"),)


class Change(models.Model):
    """Size, colour, price or address of an order are to be others from now on. There is none without the
    remark that tells the packer."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10)
    before = models.TextField()
    after = models.TextField()
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(what__in=list(rules.CHANGES)), name="change_what_known"),
        )
        indexes = (models.Index(fields=("order", "-id"), name="change_of_order"),)


class BoughtTogether(models.Model):
    """An item that is often in one order with another: in `orders` of the `item_orders` orders that have the
    item. Counted anew by a job; `rank` 0 is the most often."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField()
    orders = models.PositiveIntegerField()
    item_orders = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shop", "item", "rank"), name="bought_together_rank"),
            models.CheckConstraint(
                condition=models.Q(orders__lte=F("item_orders")), name="bought_together_part_of_all"
            ),
        )
