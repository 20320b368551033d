from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhanggui.foundation.models import AuditEntry

PAGE = 100


@dataclass(frozen=True)
class AuditCard:
    id: int
    by_name: str
    verb: str
    thing: str
    thing_id: str
    changes: dict[str, list[Any]]
    at: datetime


def audit_entries(shop_id: int, *, before_id: int | None = None) -> list[AuditCard]:
    """The shop's newest entries, or those before an id."""
    rows = AuditEntry.objects.filter(shop_id=shop_id)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [_card(row) for row in rows.order_by("-pk")[:PAGE]]


def audit_of(shop_id: int, thing: str, thing_id: object, *, limit: int = 20) -> list[AuditCard]:
    """What was done to one thing, newest first."""
    rows = AuditEntry.objects.filter(shop_id=shop_id, thing=thing, thing_id=str(thing_id))
    return [_card(row) for row in rows.order_by("-at", "-pk")[:limit]]


def _card(row: AuditEntry) -> AuditCard:
    return AuditCard(
        id=row.pk,
        by_name=row.by_name,
        verb=row.verb,
        thing=row.thing,
        thing_id=row.thing_id,
        changes=row.changes,
        at=row.at,
    )
