"""The tables as these migrations together make them: a new house starts with one step instead of many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("guard", "0001_initial"),
        ("guard", "0002_promises"),
        ("guard", "0003_promises_of_buyers"),
        ("guard", "0004_promise_missed"),
        ("guard", "0005_rule_book"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BookStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop_id", models.BigIntegerField(unique=True)),
                ("stamp", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="GuardHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop_id", models.BigIntegerField()),
                ("rule", models.CharField(max_length=10)),
                ("severity", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("quote", models.TextField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=80)),
                ("conversation_id", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(max_length=10)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["shop_id", "-id"], name="guard_hit_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["block", "warn", "hint"])),
                        name="guard_severity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["blocked", "warned", "overridden"])),
                        name="guard_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=120)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "text"), name="guard_own_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["address", "host", "phone"])),
                        name="guard_own_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop_id", models.BigIntegerField()),
                ("conversation_id", models.BigIntegerField(null=True)),
                ("buyer_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("quote", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("order_id", models.BigIntegerField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("remark_id", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop_id", "at"], name="promise_at"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["buyer_id"],
                        name="promise_open",
                    ),
                    models.Index(
                        condition=models.Q(("order_id__isnull", False)),
                        fields=["order_id"],
                        name="promise_of_order",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["covered", "dismissed", "lapsed", "missed", "open"])
                        ),
                        name="promise_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("buyer_id", "kind", "quote"),
                        name="promise_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop_id", models.BigIntegerField()),
                ("rule", models.CharField(max_length=10)),
                ("severity", models.CharField(max_length=10)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop_id", "rule", "valid_from"], name="guard_change_of_rule")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["block", "warn", "hint", "off"])),
                        name="guard_change_severity_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shop_id", models.BigIntegerField()),
                ("rule", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=30)),
                ("shapes", models.TextField()),
                ("excuses", models.TextField(blank=True)),
                ("examples", models.TextField(blank=True)),
                ("severity", models.CharField(max_length=10)),
                ("say", models.CharField(max_length=200)),
                ("instead", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop_id", "rule", "valid_from"], name="guard_rule_of_shop")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["block", "warn", "hint"])),
                        name="guard_rule_severity_known",
                    )
                ],
            },
        ),
    ]
