from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.workforce import rules
from zhanggui.workforce.events import PresenceChanged
from zhanggui.workforce.models import Presence


class CannotSetPresence(UnableTo):
    """There is no such status."""


def beat(*, staff_ids: Collection[int], at: datetime) -> None:
    """These members' pages are open. What they said of themselves stays."""
    Presence.objects.bulk_create(
        [Presence(staff_id=staff_id, seen_at=at) for staff_id in sorted(set(staff_ids))],
        update_conflicts=True,
        unique_fields=["staff"],
        update_fields=["seen_at"],
    )


@transaction.atomic
def set_presence(*, status: str, by: Actor, at: datetime) -> None:
    if by.id is None or status not in rules.STATUSES:
        raise CannotSetPresence(f"没有这个状态: {status}")
    before = Presence.objects.select_for_update().filter(pk=by.id).first()
    Presence.objects.update_or_create(staff_id=by.id, defaults={"status": status, "seen_at": at})
    old = before.status if before else None
    if old != status:
        audit(
            verb="set_presence",
            thing="staff",
            thing_id=by.id,
            changes={"status": [old, status]},
            by=by,
            at=at,
        )
        announce(PresenceChanged(shop_id=by.shop_id, staff_id=by.id))
