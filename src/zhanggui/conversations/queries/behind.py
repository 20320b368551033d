"""Messages that the search does not know yet, as rows of its entries: SQL for `actions.indexing`."""

from __future__ import annotations

# A conversation is behind when its last position is beyond its last entry's. Entries of one statement are all
# there or none, and positions are committed in order: what is below an entry is never missing.
_BEHIND = """
    SELECT c.id, c.shop_id, c.buyer_id, coalesce(known.position, 0) AS known
    FROM conversations_conversation c
    LEFT JOIN LATERAL (
        SELECT position FROM conversations_searchentry e WHERE e.conversation_id = c.id
        ORDER BY position DESC LIMIT 1
    ) AS known ON true
    WHERE c.last_position > coalesce(known.position, 0)
"""
_ENTRIES = """
    SELECT m.conversation_id, m.position, c.shop_id, c.buyer_id, b.channel, m.side, m.by_id,
           m.picture_id IS NOT NULL, search_words(m.text), m.at
    FROM ({behind}) AS c
    JOIN customers_buyer b ON b.id = c.buyer_id
    JOIN conversations_message m ON m.conversation_id = c.id AND m.position > c.known
    ORDER BY m.at, m.conversation_id, m.position
"""
_OF_EACH_SHOP = f"""
    SELECT late.* FROM shops_shop shop, LATERAL (
        {_BEHIND} AND c.shop_id = shop.id AND c.last_at >= %(since)s ORDER BY c.last_at DESC LIMIT %(most)s
    ) AS late LIMIT %(most)s
"""  # noqa: S608
LATELY = _ENTRIES.format(behind=_OF_EACH_SHOP)
ALL = _ENTRIES.format(behind=_BEHIND)
SOME = _ENTRIES.format(behind=f"{_BEHIND} AND c.id > %(beyond)s AND c.id <= %(upto)s")
