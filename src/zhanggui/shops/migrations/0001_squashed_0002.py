"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("shops", "0001_initial"), ("shops", "0002_sub_accounts")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Shop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "platform",
                    models.CharField(choices=[("taobao", "taobao"), ("tmall", "tmall")], max_length=10),
                ),
                ("opens", models.TimeField(default=datetime.time(9, 0))),
                ("closes", models.TimeField(default=datetime.time(23, 30))),
                ("greeting", models.TextField(blank=True, default="您好,请问有什么可以帮助您的?")),
                ("embed_origins", models.JSONField(blank=True, default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("platform__in", ("taobao", "tmall"))), name="shop_platform_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("agent_number", models.CharField(max_length=10)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "agent"),
                            ("lead", "lead"),
                            ("manager", "manager"),
                            ("warehouse", "warehouse"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "agent_number"), name="staff_agent_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("agent", "lead", "manager", "warehouse"))),
                        name="staff_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "key", "valid_from"), name="shop_setting_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SubAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=60)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("shop", "account"), name="sub_account_once")],
            },
        ),
    ]
