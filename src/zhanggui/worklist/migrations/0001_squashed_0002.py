"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("worklist", "0001_tasks"), ("worklist", "0002_escalation")]

    initial = True

    dependencies = [
        ("shops", "0001_initial"),
        ("shops", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("thing", models.CharField(max_length=40)),
                ("thing_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=10)),
                ("due_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("source", models.CharField(max_length=80)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField()),
                ("snoozed_until", models.DateTimeField(null=True)),
                ("given_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["shop", "due_at", "id"],
                        name="task_due",
                    ),
                    models.Index(
                        fields=["shop", "kind", "thing", "thing_id", "-settled_at"], name="task_of_thing"
                    ),
                    models.Index(fields=["settled_by", "-settled_at"], name="task_settled_by"),
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["owner", "due_at"],
                        name="task_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(("owner", None), ("settled_at", None)),
                        fields=["shop", "due_at"],
                        name="task_ownerless",
                    ),
                    models.Index(
                        condition=models.Q(("given_at__isnull", False)),
                        fields=["shop", "-given_at"],
                        name="task_given",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("shop", "kind", "thing", "thing_id"),
                        name="task_once_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state__in", ["open", "snoozed"])),
                            models.Q(("settled_at__isnull", False), ("state__in", ["done", "settled"])),
                            _connector="OR",
                        ),
                        name="task_state_and_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("snoozed_until__isnull", False), ("state", "snoozed")),
                            models.Q(
                                models.Q(("state", "snoozed"), _negated=True), ("snoozed_until__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="task_asleep_until",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("agent", "lead", "manager", "warehouse"))),
                        name="task_role_known",
                    ),
                ],
            },
        ),
    ]
