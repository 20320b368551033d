"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("workforce", "0001_initial"),
        ("workforce", "0002_shifts"),
        ("workforce", "0003_presence_spans"),
        ("workforce", "0004_duty"),
        ("workforce", "0005_overtime"),
    ]

    initial = True

    dependencies = [
        ("shops", "0001_initial"),
        ("shops", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cap", models.PositiveSmallIntegerField(null=True)),
                ("skills", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("planned_at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=80)),
                ("cancelled_at", models.DateTimeField(null=True)),
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
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None)),
                        fields=["shop", "starts_at"],
                        name="shift_of_shop",
                    ),
                    models.Index(
                        condition=models.Q(("cancelled_at", None)),
                        fields=["staff", "starts_at"],
                        name="shift_of_staff",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="shift_span_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(default="written", max_length=10)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("written_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "next",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
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
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.shift",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop", "-id"], name="hand_over_newest"),
                    models.Index(
                        condition=models.Q(("state", "written")), fields=["shop"], name="hand_over_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "written")), fields=("staff",), name="hand_over_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("next", None), ("state", "written")),
                            models.Q(
                                ("ended_at__isnull", False), ("next__isnull", False), ("state", "confirmed")
                            ),
                            models.Q(("ended_at__isnull", False), ("next", None), ("state", "withdrawn")),
                            _connector="OR",
                        ),
                        name="hand_over_state_and_its_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("status", models.CharField(default="online", max_length=10)),
                ("seen_at", models.DateTimeField()),
                ("is_here", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seen_at"], name="presence_seen"),
                    models.Index(
                        condition=models.Q(("is_here", True)), fields=["seen_at"], name="presence_here"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("online", "break", "away"))),
                        name="presence_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PresenceSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(max_length=10)),
                ("came", models.BooleanField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["staff", "starts_at"], name="presence_span_of_staff")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("online", "break", "away"))),
                        name="presence_span_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                        ),
                        name="presence_span_forward",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at", None)),
                        fields=("staff",),
                        name="presence_span_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOverLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("source", models.CharField(blank=True, max_length=30)),
                ("thing", models.CharField(blank=True, max_length=40)),
                ("thing_id", models.BigIntegerField(null=True)),
                ("task_id", models.BigIntegerField(null=True)),
                ("title", models.CharField(max_length=200)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="workforce.handover",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "position"), name="hand_over_line_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="Overtime",
            fields=[
                (
                    "shift",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="workforce.shift",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ends_at", None)), fields=["starts_at"], name="overtime_runs"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="overtime_forward",
                    )
                ],
            },
        ),
    ]
