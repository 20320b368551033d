"""Buyers whose last contact their past does not say yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import connection

_BEHIND = """
    SELECT c.shop_id, c.buyer_id, c.last_at FROM conversations_conversation c
    LEFT JOIN customers_buyerpast past ON past.buyer_id = c.buyer_id
    WHERE c.last_at IS NOT NULL AND past.contacted_at IS DISTINCT FROM c.last_at
"""
_LATELY = f"""
    SELECT late.* FROM shops_shop shop, LATERAL (
        {_BEHIND} AND c.shop_id = shop.id AND c.last_at >= %(since)s ORDER BY c.last_at DESC LIMIT %(most)s
    ) AS late LIMIT %(most)s
"""  # noqa: S608
_ANY = f"{_BEHIND} LIMIT %(most)s"


def contacts_behind(*, since: datetime | None, most: int) -> dict[int, dict[int, datetime]]:
    """{shop id: {buyer id: last contact}}; `since` None looks at all."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY if since is None else _LATELY, {"since": since, "most": most})
        rows = cursor.fetchall()
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for shop_id, buyer_id, last_at in rows:
        found[shop_id][buyer_id] = last_at
    return found
