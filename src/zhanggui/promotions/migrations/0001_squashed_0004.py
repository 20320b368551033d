"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("promotions", "0001_offers"),
        ("promotions", "0002_what_if"),
        ("promotions", "0003_standing"),
        ("promotions", "0004_fine_print"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShopCoupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64, null=True)),
                ("form_key", models.CharField(max_length=64, null=True)),
                ("name", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("terms", models.JSONField()),
                ("quantity", models.PositiveIntegerField(null=True)),
                ("per_buyer", models.PositiveIntegerField(null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
            ],
            options={
                "indexes": [models.Index(fields=["shop", "ends_at"], name="shop_coupon_by_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "number"), name="shop_coupon_number_once"),
                    models.UniqueConstraint(fields=("shop", "form_key"), name="shop_coupon_form_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["shop", "item", "shop_voucher"])),
                        name="shop_coupon_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="shop_coupon_span_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedCoupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received", models.PositiveIntegerField()),
                ("used", models.PositiveIntegerField(default=0)),
                ("seen_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.buyer"
                    ),
                ),
                (
                    "coupon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received",
                        to="promotions.shopcoupon",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("coupon", "buyer"), name="received_coupon_once"),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("received"))), name="received_coupon_used"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64, null=True)),
                ("name", models.CharField(max_length=40)),
                ("level", models.CharField(max_length=10)),
                ("terms", models.JSONField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
            ],
            options={
                "indexes": [models.Index(fields=["shop", "ends_at"], name="shop_offer_by_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "number"), name="shop_offer_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["item", "shop"])), name="shop_offer_level_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="shop_offer_span_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherCampaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=40)),
                ("passed_audition", models.BooleanField(default=False)),
                ("enrolled", models.BooleanField(default=False)),
                ("is_selected", models.BooleanField(default=False)),
                ("set_up_at", models.DateTimeField(null=True)),
                ("offered", models.JSONField()),
                ("face_fen", models.PositiveIntegerField(default=1000)),
                ("most_fen", models.PositiveIntegerField(null=True)),
                ("endless", models.BooleanField(default=False)),
                ("fine_print", models.JSONField(default=dict)),
                ("set_up_from", models.DateTimeField()),
                ("set_up_until", models.DateTimeField()),
                ("edit_until", models.DateTimeField()),
                ("shown_from", models.DateTimeField()),
                ("usable_from", models.DateTimeField()),
                ("usable_until", models.DateTimeField()),
                ("suspends_from", models.DateTimeField(null=True)),
                ("suspends_until", models.DateTimeField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "number"), name="voucher_campaign_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("set_up_until__gt", models.F("set_up_from")),
                            ("usable_from__gte", models.F("shown_from")),
                            ("usable_until__gt", models.F("usable_from")),
                        ),
                        name="voucher_campaign_spans_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedVouchers",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received", models.PositiveIntegerField()),
                ("used", models.PositiveIntegerField(default=0)),
                ("order_numbers", models.JSONField(default=list)),
                ("received_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.buyer"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received",
                        to="promotions.vouchercampaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "buyer"), name="received_vouchers_once"),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("received"))), name="received_vouchers_used"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChosenTiers",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.TextField()),
                ("tiers", models.JSONField()),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chosen",
                        to="promotions.vouchercampaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "category"), name="chosen_tiers_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WhatIf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paid_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("vouchers", models.PositiveIntegerField()),
                ("coupons", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=80)),
                ("orders", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("heard_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True)),
                ("result", models.JSONField(null=True)),
                ("names", models.JSONField(default=dict)),
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
                "indexes": [models.Index(fields=["shop", "-id"], name="what_if_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="what_if_span_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=40)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
            ],
            options={
                "indexes": [models.Index(fields=["shop", "ends_on"], name="campaign_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("618", "double_11", "double_12", "own"))),
                        name="campaign_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="campaign_span_forward",
                    ),
                ],
            },
        ),
    ]
