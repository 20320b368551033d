"""The SQL of the message path, planned once for each connection."""

from __future__ import annotations

from zhanggui.foundation.statements import Statement

# How this transaction waits and plans. One plan for all values, and each row looked up by its key: the
# planner guesses that a list of JSON has a hundred rows, and would read a whole table to find one of them.
MANNERS = Statement(
    "messages_manners",
    "text",
    """
    SELECT set_config('lock_timeout', $1, true),
           set_config('plan_cache_mode', 'force_generic_plan', true),
           set_config('enable_seqscan', 'off', true),
           set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true)
    """,
)
LOCK_TEXT = """
    SELECT c.id, c.shop_id, s.platform, b.channel, s.greeting, s.opens, s.closes,
           c.last_position, c.waiting_since, c.left, c.agent_id, c.elsewhere, c.buyer_id,
           c.asked_position, c.questions
    FROM conversations_conversation c
    JOIN shops_shop s ON s.id = c.shop_id
    JOIN customers_buyer b ON b.id = c.buyer_id
    WHERE c.id = ANY($1)
    ORDER BY c.id
    FOR UPDATE OF c
"""
LOCK = Statement("conversations_lock", "bigint[]", LOCK_TEXT)
LOCK_FREE = Statement("conversations_lock_free", "bigint[]", f"{LOCK_TEXT} SKIP LOCKED")
KNOWN = Statement(
    "messages_known",
    "json",
    """
    SELECT d.conversation_id, d.side, d.client_id, m.position, m.at
    FROM json_to_recordset($1) AS d(conversation_id bigint, side text, client_id text)
    CROSS JOIN LATERAL (
        SELECT position, at FROM conversations_message
        WHERE (conversation_id, side, client_id) = (d.conversation_id, d.side, d.client_id)
        LIMIT 1
    ) m
    """,
)
INSERT = Statement(
    "messages_insert",
    "json",
    """
    INSERT INTO conversations_message
        (conversation_id, position, side, client_id, kind, text, picture_id, card, by_id, by_name, at,
         phrase_id, edited, seen)
    SELECT * FROM json_to_recordset($1) AS d(
        conversation_id bigint, position int, side text, client_id text, kind text, text text,
        picture_id bigint, card jsonb, by_id bigint, by_name text, at timestamptz,
        phrase_id bigint, edited bool, seen int)
    """,
)
UPDATE = Statement(
    "conversations_update",
    "json, bigint",
    """
    UPDATE conversations_conversation c
    SET last_position = d.position, last_text = d.text, last_side = d.side, last_at = d.at,
        waiting_since = d.waiting_since, "left" = d.is_left, agent_id = d.agent_id, elsewhere = d.elsewhere,
        asked_position = d.asked_position, questions = d.questions,
        read_by_buyer = greatest(c.read_by_buyer, d.read_by_buyer),
        read_by_staff = greatest(c.read_by_staff, d.read_by_staff)
    FROM (
        SELECT * FROM json_to_recordset($1) AS r(
            id bigint, position int, text text, side text, at timestamptz, waiting_since timestamptz,
            is_left bool, agent_id bigint, asked_position int, questions int, elsewhere bool,
            read_by_buyer int, read_by_staff int)
        LIMIT $2
    ) d
    WHERE c.id = d.id
    """,
)
ROUNDS = Statement(
    "rounds_insert",
    "json",
    """
    INSERT INTO conversations_round
        (conversation_id, asked_position, shop_id, asked_at, questions, "left", how, ended_at, ended_position,
         agent_id, waited_ms)
    SELECT * FROM json_to_recordset($1) AS d(
        conversation_id bigint, asked_position int, shop_id bigint, asked_at timestamptz, questions int,
        is_left bool, how text, ended_at timestamptz, ended_position int, agent_id bigint, waited_ms bigint)
    """,
)
