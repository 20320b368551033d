"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("outreach", "0001_intentions"),
        ("outreach", "0002_undecided"),
        ("outreach", "0003_took_other"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("customers", "0001_initial"),
        ("orders", "0001_initial"),
        ("shops", "0001_initial"),
        ("shops", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterestMark",
            fields=[
                (
                    "shop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="shops.shop",
                    ),
                ),
                ("read_until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("how", models.CharField(max_length=8)),
                ("position", models.IntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("won_at", models.DateTimeField(null=True)),
                ("took_other", models.BooleanField(db_default=False, default=False)),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.item",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("won_at", None)),
                        fields=["shop", "-last_at", "-id"],
                        name="interest_open",
                    ),
                    models.Index(fields=["buyer", "-last_at"], name="interest_of_buyer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("won_at", None)),
                        fields=("buyer", "item"),
                        name="interest_one_open",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order", None), ("won_at", None)),
                            models.Q(("order__isnull", False), ("won_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="interest_won_by_an_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("took_other", False),
                            models.Q(("item__isnull", False), ("won_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="interest_other_by_an_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.CharField(max_length=10)),
                ("words", models.CharField(default="", max_length=500)),
                ("position", models.IntegerField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outreach.interest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["buyer", "-at"], name="follow_up_of_buyer"),
                    models.Index(fields=["interest", "-at"], name="follow_up_of_interest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["sent", "talked", "elsewhere", "declined", "silence", "needless"],
                            )
                        ),
                        name="follow_up_outcome_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("words", models.CharField(max_length=200)),
                ("position", models.IntegerField(default=0)),
                ("proposed", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "interest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubts",
                        to="outreach.interest",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop", "-at"], name="doubt_shop_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("interest", "kind", "position"), name="doubt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BuyerIntention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("intention", models.CharField(max_length=10)),
                ("words", models.CharField(max_length=200)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
                "indexes": [models.Index(fields=["order", "-id"], name="buyer_intention_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "intention__in",
                                [
                                    "forgot",
                                    "thinking",
                                    "both",
                                    "no_answer",
                                    "not_wanted",
                                    "wrong",
                                    "mistyped",
                                    "one_only",
                                ],
                            )
                        ),
                        name="buyer_intention_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="buyer_intention_has_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DoubtKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=12)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
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
                "constraints": [models.UniqueConstraint(fields=("shop", "key"), name="doubt_kind_once")],
            },
        ),
    ]
