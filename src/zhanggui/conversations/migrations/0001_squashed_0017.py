"""The tables as these migrations together make them: a new house starts with one step instead of many."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("conversations", "0001_initial"),
        ("conversations", "0002_last_at"),
        ("conversations", "0003_elsewhere"),
        ("conversations", "0004_cards"),
        ("conversations", "0005_phrases_of_members"),
        ("conversations", "0006_rounds"),
        ("conversations", "0007_past_rounds"),
        ("conversations", "0008_unclaimed"),
        ("conversations", "0009_discounts"),
        ("conversations", "0010_search"),
        ("conversations", "0011_needs"),
        ("conversations", "0012_feedback"),
        ("conversations", "0013_calls"),
        ("conversations", "0014_item_looks"),
        ("conversations", "0015_add_ons"),
        ("conversations", "0016_surveys"),
        ("conversations", "0017_arrivals"),
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
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION search_day(at timestamptz) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN floor(extract(epoch FROM at AT TIME ZONE 'UTC') / 86400)::integer
""",
            reverse_sql="DROP FUNCTION search_day",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION search_week(at timestamptz) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN floor(extract(epoch FROM at AT TIME ZONE 'UTC') / 604800)::integer
""",
            reverse_sql="DROP FUNCTION search_week",
        ),
        migrations.RunSQL(
            sql="""
    CREATE FUNCTION message_tokens(words text, shop_id bigint, buyer_id bigint, channel text, side text,
        by_id bigint, picture boolean, at timestamptz) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(letter_grams(words), '{}') || array_remove(ARRAY[
        'week' || shop_id || '.' || search_week(at), 'day' || shop_id || '.' || search_day(at),
        'buyer' || buyer_id, 'channel=' || channel, 'side=' || side, 'by=' || by_id, CASE WHEN picture THEN 'picture' END], NULL)
""",
            reverse_sql="DROP FUNCTION message_tokens",
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("last_position", models.IntegerField(default=0)),
                ("last_text", models.CharField(default="", max_length=80)),
                ("last_side", models.CharField(default="buyer", max_length=6)),
                ("last_at", models.DateTimeField(null=True)),
                ("waiting_since", models.DateTimeField(null=True)),
                ("asked_position", models.IntegerField(null=True)),
                ("questions", models.IntegerField(db_default=0, default=0)),
                ("left", models.BooleanField(default=False)),
                ("account", models.CharField(db_default="", default="", max_length=60)),
                ("elsewhere", models.BooleanField(db_default=False, default=False)),
                ("read_by_buyer", models.IntegerField(default=0)),
                ("read_by_staff", models.IntegerField(default=0)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "buyer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.buyer"
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
                    models.Index(
                        condition=models.Q(("waiting_since__isnull", False)),
                        fields=["shop", "waiting_since"],
                        name="conversation_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("agent__isnull", False)),
                        fields=["shop", "agent"],
                        name="conversation_agent",
                    ),
                    models.Index(fields=["shop", "-last_at"], name="conversation_last"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_position", None), ("questions", 0), ("waiting_since", None)),
                            models.Q(
                                ("asked_position__isnull", False),
                                ("questions__gt", 0),
                                ("waiting_since__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_round_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Aside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("after_position", models.IntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["conversation", "after_position", "id"], name="aside_place")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "note",
                                    "whisper",
                                    "transferred",
                                    "taken",
                                    "routed",
                                    "released",
                                    "closed",
                                    "excused",
                                ),
                            )
                        ),
                        name="aside_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Discount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("price_fen", models.BigIntegerField()),
                ("floor_fen", models.BigIntegerField(null=True)),
                ("off_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=8)),
                ("takes", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
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
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.item",
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
                    models.Index(fields=["conversation", "-id"], name="discount_conversation"),
                    models.Index(fields=["shop", "-at"], name="discount_shop_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("off_fen__gt", 0), ("off_fen__lt", models.F("price_fen"))),
                        name="discount_leaves_a_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "asked")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ("granted", "declined")),
                            ),
                            _connector="OR",
                        ),
                        name="discount_state_and_its_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField(default=0)),
                ("kind", models.CharField(max_length=12)),
                ("subject", models.CharField(max_length=12)),
                ("words", models.CharField(default="", max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.buyer"
                    ),
                ),
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
                "indexes": [models.Index(fields=["shop", "-at"], name="feedback_shop_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("complaint", "suggestion", "praise", "doubt"))),
                        name="feedback_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subject__in", ("price", "size", "quality", "delivery", "promotion", "service"))
                        ),
                        name="feedback_subject_known",
                    ),
                    models.UniqueConstraint(
                        fields=("buyer", "position", "kind", "subject"), name="feedback_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GreetingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.IntegerField()),
                ("whom", models.CharField(default="anybody", max_length=10)),
                ("channel", models.CharField(default="", max_length=10)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("from_time", models.TimeField(null=True)),
                ("until_time", models.TimeField(null=True)),
                ("begins_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("text", models.CharField(max_length=300)),
                ("changed_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("retired_at", None)),
                        fields=["shop", "rank"],
                        name="greeting_in_force",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("whom__in", ("anybody", "first", "returning", "paid"))),
                        name="greeting_whom_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Guide",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=60)),
                ("text", models.CharField(max_length=4000)),
                ("changed_at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=80)),
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
                    models.UniqueConstraint(fields=("shop", "category"), name="guide_of_category")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visitor_key", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
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
                "indexes": [models.Index(fields=["shop", "at"], name="look_shop_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "visitor_key", "item"), name="look_once_an_item")
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=60)),
                ("answer", models.CharField(max_length=30)),
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
                "constraints": [models.UniqueConstraint(fields=("buyer", "question"), name="need_once")],
            },
        ),
        migrations.CreateModel(
            name="PhoneCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_name", models.CharField(max_length=80)),
                ("incoming", models.BooleanField()),
                ("number", models.CharField(blank=True, max_length=20)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("about", models.CharField(max_length=200)),
                ("outcome", models.CharField(max_length=10)),
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
                    models.Index(fields=["buyer", "-began_at"], name="call_buyer_at"),
                    models.Index(fields=["shop", "began_at"], name="call_shop_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ("solved", "promised", "no_answer", "complaint", "other"))
                        ),
                        name="call_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("began_at"))), name="call_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhrasePicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("large", models.BinaryField()),
                ("small", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(default="presale", max_length=10)),
                ("category", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=2000)),
                (
                    "asks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                ("shortcut", models.CharField(default="", max_length=20)),
                ("used", models.IntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.phrasepicture",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("group__in", ("presale", "aftersale", "short"))),
                        name="phrase_group_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner", None), ("retired_at", None)),
                        fields=("shop", "title"),
                        name="phrase_title_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner__isnull", False), ("retired_at", None)),
                        fields=("owner", "title"),
                        name="phrase_own_title_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("large", models.BinaryField()),
                ("small", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["conversation", "-at"], name="picture_conversation_at")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.IntegerField()),
                ("side", models.CharField(max_length=6)),
                ("client_id", models.CharField(max_length=64)),
                ("kind", models.CharField(default="text", max_length=10)),
                ("text", models.TextField(default="")),
                ("card", models.JSONField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80, null=True)),
                ("at", models.DateTimeField()),
                ("phrase_id", models.BigIntegerField(null=True)),
                ("edited", models.BooleanField(db_default=False, default=False)),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.picture",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="message_at", pages_per_range=32
                    ),
                    models.Index(
                        condition=models.Q(("by_id", None), ("side", "staff")),
                        fields=["by_name", "conversation"],
                        name="message_unclaimed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "side", "client_id"), name="message_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("buyer", "staff", "auto"))),
                        name="message_side_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gt", 0)), name="message_position_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reception",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(default="open", max_length=12)),
                ("how", models.CharField(db_default="answered", default="answered", max_length=12)),
                ("opened_at", models.DateTimeField()),
                ("first_position", models.IntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(default="", max_length=80)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agent", "-opened_at"], name="reception_agent_at")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("conversation",),
                        name="reception_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("reason", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "beside",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.item",
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
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.item",
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
                    models.Index(fields=["shop", "at"], name="recommendation_shop_at"),
                    models.Index(fields=["buyer", "-at"], name="recommendation_of_buyer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "position"), name="recommendation_of_a_message"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["pair", "together"])),
                        name="recommendation_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("item", models.F("beside")), _negated=True),
                        name="recommendation_of_another_item",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AddOnSale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveSmallIntegerField()),
                ("quantity", models.PositiveIntegerField()),
                ("paid_fen", models.BigIntegerField()),
                ("refund_fen", models.BigIntegerField(default=0)),
                ("paid_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.item",
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
                    "shop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shops.shop",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.recommendation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop", "paid_at"], name="add_on_sale_shop_paid")],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "line"), name="add_on_sale_once_a_line"),
                    models.CheckConstraint(
                        condition=models.Q(("refund_fen__gte", 0), ("refund_fen__lte", models.F("paid_fen"))),
                        name="add_on_sale_refund_of_what_was_paid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "asked_position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("asked_position", models.IntegerField()),
                ("asked_at", models.DateTimeField()),
                ("questions", models.IntegerField()),
                ("left", models.BooleanField()),
                ("how", models.CharField(max_length=8)),
                ("ended_at", models.DateTimeField()),
                ("ended_position", models.IntegerField(null=True)),
                ("waited_ms", models.BigIntegerField()),
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
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
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
                "indexes": [models.Index(fields=["shop", "asked_at"], name="round_shop_asked")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ("answered", "closed", "excused"))),
                        name="round_end_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_position__isnull", False), ("how", "answered")),
                            models.Q(models.Q(("how", "answered"), _negated=True), ("ended_position", None)),
                            _connector="OR",
                        ),
                        name="round_answer_has_its_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("questions__gt", 0), ("waited_ms__gte", 0)),
                        name="round_counts_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("conversation_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("shop_id", models.BigIntegerField()),
                ("buyer_id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=10)),
                ("side", models.CharField(max_length=6)),
                ("by_id", models.BigIntegerField(null=True)),
                ("picture", models.BooleanField()),
                ("words", models.TextField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("shop_id"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("conversation_id"), descending=True),
                        models.OrderBy(models.F("position"), descending=True),
                        name="search_newest",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "words",
                            "shop_id",
                            "buyer_id",
                            "channel",
                            "side",
                            "by_id",
                            "picture",
                            "at",
                            function="message_tokens",
                        ),
                        fastupdate=True,
                        gin_pending_list_limit=512,
                        name="search_tokens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("points", models.SmallIntegerField(null=True)),
                ("words", models.CharField(blank=True, default="", max_length=300)),
                ("judged_at", models.DateTimeField(null=True)),
                ("fixed_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
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
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "reception",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.reception",
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
                    models.Index(fields=["shop", "at"], name="survey_shop_at"),
                    models.Index(fields=["buyer", "-at"], name="survey_buyer_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("fixed_at", None), ("judged_at", None), ("points", None), ("words", "")
                            ),
                            models.Q(
                                ("fixed_at__isnull", False),
                                ("judged_at__isnull", False),
                                ("points__in", (5, 4, 3, 2, 1)),
                            ),
                            _connector="OR",
                        ),
                        name="survey_judged_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("at"))),
                        name="survey_expires_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry", models.CharField(blank=True, max_length=20)),
                ("item_number", models.CharField(blank=True, max_length=64)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("buyer", "entry", "item_number"), name="arrival_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Press",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="conversations.conversation",
                    ),
                ),
                ("position", models.IntegerField()),
                ("waiting_since", models.DateTimeField(null=True)),
                ("asked_position", models.IntegerField(null=True)),
                ("questions", models.IntegerField(db_default=0, default=0)),
                ("left", models.BooleanField()),
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
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
