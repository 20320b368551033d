from __future__ import annotations

import django.contrib.postgres.indexes
from django.db import migrations, models

_SIGNATURE = """
    CREATE OR REPLACE FUNCTION message_tokens(words text, shop_id bigint, buyer_id bigint, channel text,
        side text, by_id bigint, picture boolean, at timestamptz) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
"""
# A token is one of a shop's week: what is asked of a week is answered by that week's own lists, however long
# those of all weeks together are, and a week that has none of it by a look.
_OF_A_WEEK = """
    RETURN ARRAY['week' || shop_id || '.' || search_week(at), 'day' || shop_id || '.' || search_day(at)]
        || week_tokens(shop_id, search_week(at), coalesce(letter_grams(words), '{}') || array_remove(ARRAY[
            'channel=' || channel, 'side=' || side, 'by=' || by_id, CASE WHEN picture THEN 'picture' END], NULL))
"""
_OF_ALL_TIME = """
    RETURN coalesce(letter_grams(words), '{}') || array_remove(ARRAY[
        'week' || shop_id || '.' || search_week(at), 'day' || shop_id || '.' || search_day(at),
        'buyer' || buyer_id, 'channel=' || channel, 'side=' || side, 'by=' || by_id, CASE WHEN picture THEN 'picture' END], NULL)
"""
_WEEK_TOKENS = """
    CREATE FUNCTION week_tokens(shop_id bigint, week integer, tokens text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(SELECT shop_id || '.' || week || '.' || token FROM unnest(tokens) AS plain(token))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0018_not_inquiries"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="searchentry", name="search_tokens"),
        migrations.RunSQL(_WEEK_TOKENS, "DROP FUNCTION week_tokens"),
        migrations.RunSQL(_SIGNATURE + _OF_A_WEEK, _SIGNATURE + _OF_ALL_TIME),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
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
        ),
    ]
