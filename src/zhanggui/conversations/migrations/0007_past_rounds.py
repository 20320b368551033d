from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# A round is the buyer's words since the last human answer, up to the next one. What was taken back, and the
# word that it took back, count as never said.
PAST_ROUNDS = """
    INSERT INTO conversations_round
        (conversation_id, asked_position, shop_id, asked_at, questions, "left", how, ended_at, ended_position,
         agent_id, waited_ms)
    SELECT conversation_id, min(position) FILTER (WHERE side = 'buyer'), shop_id,
           min(at) FILTER (WHERE side = 'buyer'), count(*) FILTER (WHERE side = 'buyer'), false, 'answered',
           max(at) FILTER (WHERE side = 'staff'), max(position) FILTER (WHERE side = 'staff'),
           max(by_id) FILTER (WHERE side = 'staff'),
           greatest(0, (extract(epoch FROM max(at) FILTER (WHERE side = 'staff')
                                - min(at) FILTER (WHERE side = 'buyer')) * 1000)::bigint)
    FROM (
        SELECT m.conversation_id, m.position, m.side, m.at, m.by_id, c.shop_id,
               count(*) FILTER (WHERE m.side = 'staff') OVER (
                   PARTITION BY m.conversation_id ORDER BY m.position
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               ) AS answers_before
        FROM conversations_message m
        JOIN conversations_conversation c ON c.id = m.conversation_id
        WHERE (m.side = 'buyer' OR (m.side = 'staff' AND m.by_id IS NOT NULL))
          AND NOT EXISTS (
              SELECT FROM conversations_message u
              WHERE u.conversation_id = m.conversation_id AND u.position = m.position + 1 AND u.kind = 'undone'
          )
    ) counted
    GROUP BY conversation_id, shop_id, answers_before
    HAVING count(*) FILTER (WHERE side = 'buyer') > 0 AND count(*) FILTER (WHERE side = 'staff') > 0
    ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0006_rounds")]
    operations: ClassVar = [migrations.RunSQL(PAST_ROUNDS, migrations.RunSQL.noop)]
