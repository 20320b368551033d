"""Whether somebody is there to answer: asked by every word with which a buyer begins to wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from zhanggui.foundation.statements import Call, Statement, array, execute
from zhanggui.workforce.rules import AWAY, GONE_AFTER, STAYED_ON, WITHDRAWN

# What `presence.floors` says of a shop, in one text that is planned once: putting this question together anew
# takes ten times as long as answering it.
_ATTENDED = Statement(
    "shops_attended",
    "bigint[], timestamptz, timestamptz, timestamptz, text, text",
    """
    SELECT asked.id FROM unnest($1) AS asked(id)
    WHERE EXISTS (
        SELECT FROM shops_staff m JOIN workforce_presence p ON p.staff_id = m.id
        WHERE m.shop_id = asked.id AND m.is_active AND p.seen_at > $3 AND p.status <> $5
            AND (EXISTS (
                SELECT FROM workforce_shift runs
                WHERE runs.staff_id = m.id AND runs.cancelled_at IS NULL
                    AND runs.starts_at <= $2 AND runs.ends_at > $2
            ) OR NOT EXISTS (
                SELECT FROM workforce_shift over
                WHERE over.staff_id = m.id AND over.cancelled_at IS NULL
                    AND over.ends_at <= $2 AND over.ends_at > $4
            ))
            AND NOT EXISTS (
                SELECT FROM workforce_handover h
                WHERE h.staff_id = m.id AND h.written_at > $4 AND h.state <> $6
                    AND NOT EXISTS (
                        SELECT FROM workforce_shift begun
                        WHERE begun.staff_id = m.id AND begun.cancelled_at IS NULL
                            AND begun.starts_at > h.written_at AND begun.starts_at <= $2
                    )
            )
            AND NOT EXISTS (SELECT FROM workforce_duty d WHERE d.staff_id = m.id AND d.cap = 0)
    )
    """,
)


def shops_attended(shop_ids: Collection[int], *, at: datetime) -> set[int]:
    """Those of the shops where somebody is there to answer, whose shift is not over and who takes buyers."""
    with connection.cursor() as cursor:
        values = (array(shop_ids), at, at - GONE_AFTER, at - STAYED_ON, AWAY, WITHDRAWN)
        execute(cursor, Call(_ATTENDED, values))
        return {row[0] for row in cursor.fetchall()}
