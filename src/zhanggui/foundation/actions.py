from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.models import AuditEntry


def audit(
    *, verb: str, thing: str, thing_id: object, changes: dict[str, Any] | None = None, by: Actor, at: datetime
) -> None:
    """Notes a change; `changes` is {field: [before, after]}. Joins the caller's transaction."""
    AuditEntry.objects.create(
        shop_id=by.shop_id,
        by_kind=by.kind,
        by_id=by.id,
        by_name=by.name,
        verb=verb,
        thing=thing,
        thing_id=str(thing_id),
        changes=changes or {},
        at=at,
    )


def audit_each(
    *, verb: str, thing: str, changes: Mapping[int, dict[str, Any]], by: Actor, at: datetime
) -> None:
    """`audit` for a batch: {thing's id: its changes}, in a few statements."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                shop_id=by.shop_id,
                by_kind=by.kind,
                by_id=by.id,
                by_name=by.name,
                verb=verb,
                thing=thing,
                thing_id=str(thing_id),
                changes=changed,
                at=at,
            )
            for thing_id, changed in changes.items()
        ],
        batch_size=1_000,
    )
