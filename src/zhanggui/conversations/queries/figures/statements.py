"""The pieces of figures by SQL: the same as rules.figures makes of raw words (tests/test_figures_stored.py).

A day of 100,000 words is sorted once and grouped once; nothing is stored beside the words and rounds.
"""

from typing import Final

# A word of a buyer's belongs to the last round that began at or before it. A round is written as one number,
# its place above and whose it is and how it ended below, so that one running maximum finds it.
_CODE: Final = """coalesce({agent}, 0)::bigint * 4
    + CASE {how} WHEN 'answered' THEN 1 WHEN 'closed' THEN 2 WHEN 'excused' THEN 3 ELSE 0 END"""
_OF_ROUND: Final = _CODE.format(agent="r.agent_id", how="r.how")

STRETCHES: Final = f"""
WITH asked AS MATERIALIZED (
    SELECT r.conversation_id, r.asked_position, (r.asked_position::bigint << 36) + {_OF_ROUND} AS begun
    FROM conversations_round r
    WHERE r.shop_id = %(shop)s AND r.asked_at >= %(since)s AND r.asked_at < %(until)s
), said AS (
    SELECT m.conversation_id, m.position, m.at, m.side = 'staff' AS is_said, m.by_id,
           char_length(m.text) AS letters, a.begun,
           CASE WHEN c.asked_position <= m.position THEN coalesce(c.agent_id, 0)::bigint * 4 END AS open,
           date_bin('1 hour', m.at, %(origin)s) AS hour
    FROM conversations_message m
    JOIN conversations_conversation c ON c.id = m.conversation_id AND c.shop_id = %(shop)s
    LEFT JOIN asked a ON a.conversation_id = m.conversation_id AND a.asked_position = m.position
    WHERE m.at >= %(since)s AND m.at < %(until)s AND m.side <> 'auto'
      AND (m.kind <> 'elsewhere' OR (
            SELECT u.position FROM conversations_message u
            WHERE u.conversation_id = m.conversation_id AND u.position = m.position + 1 AND u.kind = 'undone'
            LIMIT 1
          ) IS NULL)
), placed AS (
    SELECT *, max(begun) OVER talk AS round, lag(at) OVER talk AS before
    FROM said
    WINDOW talk AS (PARTITION BY conversation_id ORDER BY position ROWS UNBOUNDED PRECEDING)
), owned AS (
    SELECT conversation_id, position, at, hour, is_said, letters,
        count(*) FILTER (WHERE (at - before < %(apart)s) IS NOT TRUE) OVER talk AS visit,
        CASE
            WHEN is_said THEN coalesce(by_id, 0) * 4
            WHEN open IS NOT NULL THEN open
            WHEN round IS NOT NULL THEN round & ((1::bigint << 36) - 1)
            ELSE (SELECT {_OF_ROUND} FROM conversations_round r
                  WHERE r.conversation_id = placed.conversation_id AND r.asked_position <= placed.position
                  ORDER BY r.asked_position DESC LIMIT 1)
        END AS code,
        CASE
            WHEN NOT is_said
              OR date_bin('1 day', before, %(origin)s) = date_bin('1 day', at, %(origin)s) THEN false
            ELSE (SELECT r.asked_position FROM conversations_round r
                  WHERE r.conversation_id = placed.conversation_id AND r.asked_position < placed.position
                    AND r.ended_position = placed.position LIMIT 1) IS NULL
        END AS begins
    FROM placed
    WINDOW talk AS (PARTITION BY conversation_id ORDER BY position ROWS UNBOUNDED PRECEDING)
)
SELECT conversation_id, nullif(code >> 2, 0), hour, visit, min(position), min(at), max(at),
       count(*) FILTER (WHERE NOT is_said), count(*) FILTER (WHERE is_said),
       coalesce(sum(letters) FILTER (WHERE NOT is_said), 0), coalesce(sum(letters) FILTER (WHERE is_said), 0),
       coalesce(bool_or(code & 3 = 1) FILTER (WHERE NOT is_said), false),
       coalesce(bool_or(code & 3 <> 3) FILTER (WHERE NOT is_said), false),
       bool_or(begins)
FROM owned GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - made of what stands in this file

# The finished rounds of a span and those that are open, as they stand at an instant.
ROUNDS: Final = """
    SELECT conversation_id, asked_position, asked_at, questions, "left", how, ended_at, agent_id, waited_ms
    FROM conversations_round
    WHERE shop_id = %(shop)s AND asked_at >= %(since)s AND asked_at < %(until)s
    UNION ALL
    SELECT id, asked_position, waiting_since, questions, "left", 'open', NULL, agent_id,
           greatest(0, floor(extract(epoch FROM %(at)s - waiting_since) * 1000))::bigint
    FROM conversations_conversation
    WHERE shop_id = %(shop)s AND waiting_since >= %(since)s AND waiting_since < %(until)s
"""

ASKINGS: Final = f"""
WITH rounds AS ({ROUNDS}), judged AS (
    SELECT *, how <> 'excused' AND (%(counts_left)s OR NOT "left") AS counts, how = 'answered' AS was,
           waited_ms <= %(fast)s AS is_fast, waited_ms <= %(prompt)s AS is_prompt
    FROM rounds
)
SELECT conversation_id, agent_id, date_bin('1 hour', asked_at, %(origin)s),
       count(*) FILTER (WHERE counts), count(*) FILTER (WHERE counts AND was),
       coalesce(sum(waited_ms) FILTER (WHERE counts AND was), 0)::bigint,
       coalesce(sum(least(waited_ms, %(cap)s)) FILTER (WHERE counts AND was), 0)::bigint,
       count(*) FILTER (WHERE counts AND was AND is_fast),
       count(*) FILTER (WHERE counts AND NOT (how = 'open' AND is_fast)),
       count(*) FILTER (WHERE counts AND was AND is_prompt),
       count(*) FILTER (WHERE counts AND NOT (how = 'open' AND is_prompt)),
       count(*) FILTER (WHERE counts AND waited_ms > %(slow)s),
       count(*) FILTER (WHERE how <> 'excused' AND "left"),
       count(*) FILTER (WHERE how = 'excused'),
       min(asked_position) FILTER (WHERE counts AND was),
       coalesce((array_agg(waited_ms ORDER BY asked_position) FILTER (WHERE counts AND was))[1], 0)
FROM judged GROUP BY 1, 2, 3
"""  # noqa: S608 - as above
