"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("customers", "0001_initial"),
        ("customers", "0002_tags_of_a_shop"),
        ("customers", "0003_search"),
        ("customers", "0004_channels"),
        ("customers", "0005_tags_and_groups"),
        ("customers", "0006_past_due"),
        ("customers", "0007_one_index_less"),
    ]

    initial = True

    dependencies = [
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION search_words(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN nullif(btrim(lower(normalize(said, NFKC)), E' \\n\\t'), '')
""",
            reverse_sql="DROP FUNCTION search_words",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION letter_grams(words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT array_agg(DISTINCT gram) FROM (
            SELECT this AS gram FROM unnest(string_to_array(words, NULL)) AS single(this)
            UNION ALL
            SELECT this || next
            FROM unnest(string_to_array(words, NULL), (string_to_array(words, NULL))[2:]) AS pair(this, next)
            WHERE next IS NOT NULL
        ) AS grams
    )
""",
            reverse_sql="DROP FUNCTION letter_grams",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION asked_grams(word text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN char_length(word) < 2 THEN ARRAY[word] ELSE (
        SELECT array_agg(DISTINCT this || next)
        FROM unnest(string_to_array(word, NULL), (string_to_array(word, NULL))[2:]) AS pair(this, next)
        WHERE next IS NOT NULL
    ) END
""",
            reverse_sql="DROP FUNCTION asked_grams",
        ),
        migrations.CreateModel(
            name="Buyer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop", "-id"], name="buyer_newest"),
                    models.Index(
                        fields=["shop", "name"],
                        name="buyer_name",
                        opclasses=("int8_ops", "varchar_pattern_ops"),
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(models.Func("name", function="search_words"), function="letter_grams"),
                        name="buyer_letters",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "channel", "key"), name="buyer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("taobao", "web", "email", "wechat"))),
                        name="buyer_channel_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastDue",
            fields=[
                ("buyer_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="BuyerGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("rule", models.JSONField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
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
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("shop", "name"),
                        name="buyer_group_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BuyerNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="customers.buyer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["buyer", "-at"], name="buyer_note_at")],
            },
        ),
        migrations.CreateModel(
            name="BuyerTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
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
                "indexes": [models.Index(fields=["shop", "name", "-buyer"], name="buyer_tag_newest")],
                "constraints": [models.UniqueConstraint(fields=("buyer", "name"), name="buyer_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="DeclinedTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.buyer",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("buyer", "name"), name="declined_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.buyer"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.buyergroup",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("group", "buyer"), name="group_member_once")],
            },
        ),
        migrations.CreateModel(
            name="MovedTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("became", models.CharField(max_length=20)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("shop", "name"), name="moved_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="TagGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=10)),
                ("rank", models.IntegerField()),
                ("several", models.BooleanField(default=True)),
                ("meaning", models.CharField(default="plain", max_length=10)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "retired",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
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
                    models.UniqueConstraint(fields=("shop", "name"), name="tag_group_once"),
                    models.CheckConstraint(
                        condition=models.Q(("meaning__in", ["plain", "key", "good", "care"])),
                        name="tag_group_meaning_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BuyerPast",
            fields=[
                (
                    "buyer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.buyer",
                    ),
                ),
                ("contacted_at", models.DateTimeField(null=True)),
                ("orders", models.IntegerField(db_default=0, default=0)),
                ("paid_fen", models.BigIntegerField(db_default=0, default=0)),
                ("ordered_at", models.DateTimeField(null=True)),
                (
                    "bought",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), db_default=[], default=list, size=None
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
                "indexes": [
                    models.Index(fields=["shop", "-contacted_at", "-buyer"], name="past_contacted"),
                    models.Index(
                        condition=models.Q(("orders__gt", 0)),
                        fields=["shop", "orders", "-buyer"],
                        name="past_orders",
                    ),
                    models.Index(
                        condition=models.Q(("paid_fen__gt", 0)), fields=["shop", "paid_fen"], name="past_paid"
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["bought"], name="past_bought"),
                    django.contrib.postgres.indexes.GinIndex(fields=["asked"], name="past_asked"),
                ],
            },
        ),
    ]
