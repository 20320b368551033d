"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_lines"),
        ("orders", "0003_search"),
        ("orders", "0004_statements"),
        ("orders", "0005_tokens"),
        ("orders", "0006_remarks"),
        ("orders", "0007_tokens_many_at_a_time"),
        ("orders", "0008_together"),
        ("orders", "0009_pasts_due"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("customers", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION order_words(remark text, buyer_message text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN nullif(btrim(lower(normalize(
        coalesce(remark, '') || E'\\n' || coalesce(buyer_message, ''), NFKC)), E' \\n'), '')
""",
            reverse_sql="DROP FUNCTION order_words",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION order_bigrams(words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT array_agg(DISTINCT this || next)
        FROM unnest(string_to_array(words, NULL), (string_to_array(words, NULL))[2:]) AS pair(this, next)
        WHERE next IS NOT NULL
    )
""",
            reverse_sql="DROP FUNCTION order_bigrams",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION order_quarter(at timestamptz) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN floor(extract(epoch FROM at AT TIME ZONE 'UTC') / 7776000)::integer
""",
            reverse_sql="DROP FUNCTION order_quarter",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION order_tokens(words text, stage smallint, remarked boolean, messaged boolean,
        refunded boolean, no_waybill boolean, created_at timestamptz) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN order_bigrams(words) || array_remove(ARRAY[
        '@' || order_quarter(created_at), '#stage' || stage,
        CASE WHEN remarked THEN '#remarked' END, CASE WHEN messaged THEN '#messaged' END,
        CASE WHEN refunded THEN '#refunded' END, CASE WHEN no_waybill THEN '#no_waybill' END], NULL)
""",
            reverse_sql="DROP FUNCTION order_tokens",
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64)),
                ("buyer_nick", models.CharField(max_length=100, null=True)),
                ("status", models.CharField(max_length=30)),
                ("status_text", models.TextField()),
                ("close_reason", models.TextField(null=True)),
                ("title", models.TextField(null=True)),
                ("item_count", models.PositiveIntegerField(null=True)),
                ("goods_fen", models.BigIntegerField(null=True)),
                ("postage_fen", models.BigIntegerField(null=True)),
                ("total_fen", models.BigIntegerField(null=True)),
                ("paid_fen", models.BigIntegerField(null=True)),
                ("refund_fen", models.BigIntegerField(null=True)),
                ("settled_fen", models.BigIntegerField(null=True)),
                ("fee_fen", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
                ("shipped_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("receiver_name", models.TextField(null=True)),
                ("receiver_phone", models.TextField(null=True)),
                ("receiver_address", models.TextField(null=True)),
                ("phone_tail", models.CharField(max_length=4)),
                ("courier", models.TextField(null=True)),
                ("waybill", models.TextField(null=True)),
                ("remark", models.TextField(null=True)),
                ("flag", models.PositiveSmallIntegerField(null=True)),
                ("buyer_message", models.TextField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("extra", models.JSONField(default=dict)),
                (
                    "stage",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                status__in=[
                                    "TRADE_NO_CREATE_PAY",
                                    "WAIT_BUYER_PAY",
                                    "PAY_PENDING",
                                    "WAIT_PRE_AUTH_CONFIRM",
                                ],
                                then=models.Value(1),
                            ),
                            models.When(
                                status__in=[
                                    "PAID_FORBID_CONSIGN",
                                    "WAIT_SELLER_SEND_GOODS",
                                    "SELLER_CONSIGNED_PART",
                                ],
                                then=models.Value(2),
                            ),
                            models.When(
                                status__in=["WAIT_BUYER_CONFIRM_GOODS", "TRADE_BUYER_SIGNED"],
                                then=models.Value(3),
                            ),
                            models.When(status__in=["TRADE_FINISHED"], then=models.Value(4)),
                            models.When(
                                status__in=["TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO"], then=models.Value(5)
                            ),
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                (
                    "remarked",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(models.Q(("remark__gt", "")), then=models.Value(True)),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "messaged",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(models.Q(("buyer_message__gt", "")), then=models.Value(True)),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "refunded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(models.Q(("refund_fen__gt", 0)), then=models.Value(True)),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "no_waybill",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("waybill", ""), ("waybill__isnull", True), _connector="OR"),
                                then=models.Value(True),
                            ),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "number_backwards",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Reverse("number"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("remark", "buyer_message", function="order_words"),
                        output_field=models.TextField(null=True),
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.buyer",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("shop"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="order_newest",
                    ),
                    models.Index(
                        models.F("buyer"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        name="order_of_buyer",
                    ),
                    models.Index(
                        models.F("shop"),
                        models.F("phone_tail"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        name="order_phone_tail",
                    ),
                    models.Index(
                        fields=["shop", "buyer_nick", "-created_at"],
                        include=(
                            "id",
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "total_fen",
                            "paid_at",
                        ),
                        name="order_of_nick",
                        opclasses=("int8_ops", "varchar_pattern_ops", "timestamptz_ops"),
                    ),
                    models.Index(
                        fields=["shop", "number_backwards"],
                        name="order_number_ending",
                        opclasses=("int8_ops", "text_pattern_ops"),
                    ),
                    models.Index(
                        fields=["shop", "stage", "-created_at", "-id"],
                        include=("remarked", "messaged", "refunded", "no_waybill", "total_fen", "paid_at"),
                        name="order_stage",
                    ),
                    models.Index(
                        condition=models.Q(("refunded", True)),
                        fields=["shop", "-created_at", "-id"],
                        include=(
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "total_fen",
                            "paid_at",
                        ),
                        name="order_refunded",
                    ),
                    models.Index(
                        condition=models.Q(("remarked", True)),
                        fields=["shop", "-created_at", "-id"],
                        include=(
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "total_fen",
                            "paid_at",
                        ),
                        name="order_remarked",
                    ),
                    models.Index(
                        condition=models.Q(("messaged", True)),
                        fields=["shop", "-created_at", "-id"],
                        include=(
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "total_fen",
                            "paid_at",
                        ),
                        name="order_messaged",
                    ),
                    models.Index(
                        condition=models.Q(("no_waybill", True)),
                        fields=["shop", "stage", "-created_at", "-id"],
                        include=("remarked", "messaged", "refunded", "no_waybill", "total_fen", "paid_at"),
                        name="order_no_waybill",
                    ),
                    models.Index(
                        condition=models.Q(("paid_at__isnull", False)),
                        fields=["shop", "-paid_at", "-id"],
                        include=("stage", "remarked", "messaged", "refunded", "no_waybill", "total_fen"),
                        name="order_paid",
                    ),
                    models.Index(
                        fields=["shop", "total_fen"],
                        include=(
                            "created_at",
                            "id",
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "paid_at",
                        ),
                        name="order_total",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "words",
                            "stage",
                            "remarked",
                            "messaged",
                            "refunded",
                            "no_waybill",
                            "created_at",
                            function="order_tokens",
                        ),
                        condition=models.Q(("words__isnull", False)),
                        fastupdate=True,
                        gin_pending_list_limit=128,
                        name="order_tokens",
                    ),
                    models.Index(
                        condition=models.Q(("waybill__gt", "")),
                        fields=["shop", "waybill"],
                        name="order_waybill",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func("waybill", models.Value(" "), function="string_to_array"),
                        condition=models.Q(("waybill__contains", " ")),
                        fastupdate=False,
                        name="order_several_waybills",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "number"), name="order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "TRADE_NO_CREATE_PAY",
                                    "WAIT_BUYER_PAY",
                                    "PAY_PENDING",
                                    "WAIT_PRE_AUTH_CONFIRM",
                                    "PAID_FORBID_CONSIGN",
                                    "WAIT_SELLER_SEND_GOODS",
                                    "SELLER_CONSIGNED_PART",
                                    "WAIT_BUYER_CONFIRM_GOODS",
                                    "TRADE_BUYER_SIGNED",
                                    "TRADE_FINISHED",
                                    "TRADE_CLOSED",
                                    "TRADE_CLOSED_BY_TAOBAO",
                                ],
                            )
                        ),
                        name="order_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goods_fen__gte", 0),
                            ("postage_fen__gte", 0),
                            ("total_fen__gte", 0),
                            ("paid_fen__gte", 0),
                            ("refund_fen__gte", 0),
                            ("settled_fen__gte", 0),
                            ("fee_fen__gte", 0),
                        ),
                        name="order_money_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64)),
                ("state", models.CharField(default="open", max_length=10)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("tried_on", models.DateField()),
                ("tries_that_day", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.buyer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop", "number"], name="order_claim_number")],
                "constraints": [
                    models.UniqueConstraint(fields=("buyer", "number"), name="order_claim_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "refused", "verified"])),
                        name="order_claim_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("state", "verified")),
                            models.Q(models.Q(("state", "verified"), _negated=True), ("order__isnull", True)),
                            _connector="OR",
                        ),
                        name="order_claim_reveals_only_verified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order_number", models.CharField(max_length=64)),
                ("position", models.PositiveSmallIntegerField()),
                ("oid", models.CharField(max_length=64, null=True)),
                ("status", models.CharField(max_length=30, null=True)),
                ("status_text", models.TextField(null=True)),
                ("title", models.TextField(null=True)),
                ("price_fen", models.BigIntegerField(null=True)),
                ("quantity", models.PositiveIntegerField(null=True)),
                ("item_number", models.CharField(max_length=64, null=True)),
                ("item_outer_id", models.CharField(max_length=64, null=True)),
                ("sku_outer_id", models.CharField(max_length=64, null=True)),
                ("properties", models.TextField(null=True)),
                ("package", models.TextField(null=True)),
                ("remark", models.TextField(null=True)),
                ("payable_fen", models.BigIntegerField(null=True)),
                ("paid_fen", models.BigIntegerField(null=True)),
                ("refund_status", models.TextField(null=True)),
                ("refund_fen", models.BigIntegerField(null=True)),
                ("case_number", models.CharField(max_length=64, null=True)),
                ("case_status", models.TextField(null=True)),
                ("case_fen", models.BigIntegerField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("extra", models.JSONField(default=dict)),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shop", "order_number", "position"), name="order_line_place"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("oid__isnull", False)),
                        fields=("shop", "oid"),
                        name="order_line_oid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_fen__gte", 0),
                            ("payable_fen__gte", 0),
                            ("paid_fen__gte", 0),
                            ("refund_fen__gte", 0),
                        ),
                        name="order_line_money_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("flag", models.PositiveSmallIntegerField()),
                ("change", models.CharField(blank=True, max_length=10)),
                (
                    "promises",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("by_number", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "-id"], name="remark_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("flag__in", [0, 1, 2, 3, 4, 5])), name="remark_flag_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("change", ""),
                            ("change__in", ["size", "colour", "price", "address"]),
                            _connector="OR",
                        ),
                        name="remark_change_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="remark_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=10)),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "remark",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.remark"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "-id"], name="change_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["size", "colour", "price", "address"])),
                        name="change_what_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("fen", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("order_number", models.CharField(max_length=64, null=True)),
                ("merchant_number", models.CharField(max_length=64)),
                ("business_serial", models.CharField(max_length=64)),
                ("title", models.TextField()),
                ("party", models.TextField()),
                ("balance_fen", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=40)),
                ("remark", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("order_number__isnull", False)),
                        fields=["shop", "order_number", "at"],
                        name="statement_order",
                    ),
                    models.Index(fields=["shop", "-at"], name="statement_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "serial"), name="statement_serial_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BoughtTogether",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("orders", models.PositiveIntegerField()),
                ("item_orders", models.PositiveIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.item",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.item",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "item", "rank"), name="bought_together_rank"),
                    models.CheckConstraint(
                        condition=models.Q(("orders__lte", models.F("item_orders"))),
                        name="bought_together_part_of_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order_number", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("fen", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("source", models.CharField(max_length=80)),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop", "order_number", "at"], name="money_entry_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("paid", "refunded", "settled", "fee"))),
                        name="money_entry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fen", 0), _negated=True), name="money_entry_moves_something"
                    ),
                ],
            },
        ),
    ]
