"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("marketplace", "0001_initial"),
        ("marketplace", "0002_states"),
        ("marketplace", "0003_uploads"),
        ("marketplace", "0004_errands"),
    ]

    initial = True

    dependencies = [
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="offered", max_length=10)),
                ("trial", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("refusal", models.CharField(default="", max_length=1000)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("look", models.JSONField(null=True)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("older", models.PositiveIntegerField(default=0)),
                ("undecided", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("announced", models.PositiveIntegerField(default=0)),
                (
                    "again_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="repeats",
                        to="marketplace.delivery",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop", "-received_at"], name="delivery_newest"),
                    models.Index(fields=["shop", "sha256"], name="delivery_same_file"),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["shop", "asked_at"],
                        name="delivery_to_read",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("new"), "+", models.F("changed")
                                                ),
                                                "+",
                                                models.F("unchanged"),
                                            ),
                                            "+",
                                            models.F("older"),
                                        ),
                                        "+",
                                        models.F("undecided"),
                                    ),
                                    "+",
                                    models.F("refused"),
                                ),
                            )
                        ),
                        name="delivery_rows_add_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["finished", "offered", "rejected", "running", "stopped", "waiting"],
                            )
                        ),
                        name="delivery_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="marketplace.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("delivery", "position"), name="delivery_piece_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=200)),
                ("raw", models.CharField(max_length=200)),
                ("refused", models.BooleanField()),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="marketplace.delivery",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["delivery", "line"], name="delivery_problem_line")],
            },
        ),
        migrations.CreateModel(
            name="Errand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("thing", models.CharField(max_length=40)),
                ("thing_id", models.BigIntegerField()),
                ("payload", models.JSONField()),
                ("key", models.CharField(max_length=120)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("result", models.CharField(default="", max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("taken_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                        condition=models.Q(("state", "asked")),
                        fields=["shop", "kind", "id"],
                        name="errand_asked",
                    ),
                    models.Index(fields=["shop", "kind", "thing", "thing_id", "-id"], name="errand_of_thing"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "key"), name="errand_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "asked")),
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ("done", "failed", "withdrawn"))
                            ),
                            _connector="OR",
                        ),
                        name="errand_state_and_its_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErrandTaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("shop", "kind"), name="errand_taker_once")],
            },
        ),
        # A piece is written and read whole once: packing it would cost more than its few hours on the disk.
        migrations.RunSQL(
            "ALTER TABLE marketplace_deliverypiece ALTER COLUMN data SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
