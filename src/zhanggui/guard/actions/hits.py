from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.announcements import announce
from zhanggui.guard.events import RedLineBlocked
from zhanggui.guard.models import GuardHit
from zhanggui.guard.rules import Finding, Outcome


@dataclass(frozen=True)
class NewHit:
    """A finding in a text that was to go out. `by_id` is a member of staff; None is the program."""

    shop_id: int
    finding: Finding
    text: str
    by_id: int | None
    by_name: str
    conversation_id: int | None
    outcome: str
    reason: str
    at: datetime


def note_hits(hits: Sequence[NewHit]) -> None:
    """Keeps the hits, each of which says by whom and when, and announces the blocked ones.

    Joins the caller's transaction: a hit is kept exactly when what became of its text is.
    """
    if not hits:
        return
    with transaction.atomic():
        for row in GuardHit.objects.bulk_create(_row(hit) for hit in hits):
            if row.outcome == Outcome.BLOCKED:
                announce(RedLineBlocked(shop_id=row.shop_id, hit_id=row.pk))


def _row(hit: NewHit) -> GuardHit:
    return GuardHit(
        shop_id=hit.shop_id,
        rule=hit.finding.rule,
        severity=hit.finding.severity,
        text=hit.text,
        quote=hit.finding.quote,
        by_id=hit.by_id,
        by_name=hit.by_name,
        conversation_id=hit.conversation_id,
        outcome=hit.outcome,
        reason=hit.reason,
        at=hit.at,
    )
