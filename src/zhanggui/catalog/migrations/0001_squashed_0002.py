"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("catalog", "0001_initial"), ("catalog", "0002_item_title")]

    initial = True

    dependencies = [
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64)),
                ("outer_id", models.TextField(null=True)),
                ("title", models.TextField(null=True)),
                ("category", models.TextField(null=True)),
                ("price_fen", models.BigIntegerField(null=True)),
                ("cost_fen", models.BigIntegerField(null=True)),
                ("floor_fen", models.BigIntegerField(null=True)),
                ("weight_grams", models.BigIntegerField(null=True)),
                ("attributes", models.JSONField(null=True)),
                ("free_shipping", models.BooleanField(null=True)),
                ("seven_day", models.BooleanField(null=True)),
                ("on_sale", models.BooleanField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("searched", models.TextField(default="")),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
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
                    models.Index(fields=["shop", "-id"], name="item_newest"),
                    models.Index(fields=["shop", "outer_id"], name="item_outer_id"),
                    models.Index(fields=["shop", "title"], name="item_title"),
                    models.Index(fields=["shop", "category", "-id"], name="item_category"),
                    django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="item_grams"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "number"), name="item_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_fen__gte", 0),
                            ("cost_fen__gte", 0),
                            ("floor_fen__gte", 0),
                            ("weight_grams__gte", 0),
                        ),
                        name="item_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Knowledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("features", models.TextField(default="")),
                ("functions", models.TextField(default="")),
                ("cautions", models.TextField(default="")),
                ("material", models.TextField(default="")),
                ("size_chart", models.TextField(default="")),
                ("brand_audience", models.TextField(default="")),
                ("matching", models.TextField(default="")),
                ("advantages", models.TextField(default="")),
                ("glossary", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=80)),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="knowledge",
                        to="catalog.item",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sku",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64, null=True)),
                ("outer_id", models.TextField(null=True)),
                ("properties", models.TextField(null=True)),
                ("price_fen", models.BigIntegerField(null=True)),
                ("cost_fen", models.BigIntegerField(null=True)),
                ("floor_fen", models.BigIntegerField(null=True)),
                ("weight_grams", models.BigIntegerField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="skus", to="catalog.item"
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
                    models.Index(fields=["shop", "outer_id"], name="sku_outer_id"),
                    models.Index(fields=["shop", "number"], name="sku_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="sku_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_fen__gte", 0),
                            ("cost_fen__gte", 0),
                            ("floor_fen__gte", 0),
                            ("weight_grams__gte", 0),
                        ),
                        name="sku_not_negative",
                    ),
                ],
            },
        ),
    ]
