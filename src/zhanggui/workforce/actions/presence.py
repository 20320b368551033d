from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.workforce import rules
from zhanggui.workforce.events import PresenceChanged
from zhanggui.workforce.models import Presence, PresenceSpan


class CannotSetPresence(UnableTo):
    """There is no such status."""


_MOST_AT_ONCE: Final = 200
# In the order of their ids, as every process does: two that beat for the same people do not wait for each
# other. A process whose clock is behind takes nothing back.
_STAY: Final = """
    UPDATE workforce_presence AS p SET seen_at = GREATEST(p.seen_at, %s)
    FROM (
        SELECT staff_id FROM workforce_presence
        WHERE staff_id = ANY(%s) AND is_here AND seen_at > %s
        ORDER BY staff_id FOR UPDATE
    ) AS here
    WHERE p.staff_id = here.staff_id RETURNING p.staff_id
"""


@transaction.atomic
def beat(*, staff_ids: Collection[int], at: datetime) -> None:
    """These members' pages are open. What they said of themselves stays."""
    ids = sorted(set(staff_ids))
    with connection.cursor() as cursor:
        cursor.execute(_STAY, [at, ids, at - rules.GONE_AFTER])
        stay = {staff_id for (staff_id,) in cursor.fetchall()}
    for staff_id in ids:
        if staff_id not in stay:
            _come(_locked(staff_id, at), at)


@transaction.atomic
def notice_gone(*, at: datetime) -> int:
    """Writes down who has not been seen for a while, as gone since they were last seen, and tells it. How
    many they are."""
    late = Presence.objects.select_for_update(skip_locked=True, of=("self",)).select_related("staff")
    rows = late.filter(is_here=True, seen_at__lte=at - rules.GONE_AFTER).order_by("pk")[:_MOST_AT_ONCE]
    for row in rows:
        _go(row)
        _changed(row, rules.GONE, at)
    return len(rows)


@transaction.atomic
def set_presence(*, status: str, by: Actor, at: datetime) -> None:
    """What a member says of themselves; whoever says it is there."""
    if by.id is None or status not in rules.STATUSES:
        raise CannotSetPresence("没有这个状态: {status}", status=status)
    known = Presence.objects.filter(pk=by.id).exists()
    row = _locked(by.id, at)
    old = row.status if known else None
    if row.is_here and row.seen_at <= at - rules.GONE_AFTER:
        _go(row)
    came = not row.is_here
    row.seen_at = max(row.seen_at, at)
    if came or old != status:
        _close_span(row, at)
        row.status, row.is_here, row.since = status, True, at
        PresenceSpan.objects.create(staff_id=row.pk, state=status, came=came, starts_at=at)
    row.save()
    if old != status:
        changes = {"status": [old, status]}
        audit(verb="set_presence", thing="staff", thing_id=by.id, changes=changes, by=by, at=at)
    if came or old != status:
        _changed(row, status, at)


def _locked(staff_id: int, at: datetime) -> Presence:
    Presence.objects.bulk_create(
        [Presence(staff_id=staff_id, seen_at=at, since=at)], ignore_conflicts=True, unique_fields=["staff"]
    )
    rows = Presence.objects.select_for_update(of=("self",)).select_related("staff")
    return rows.get(pk=staff_id)


def _come(row: Presence, at: datetime) -> None:
    if row.is_here and row.seen_at > at - rules.GONE_AFTER:
        return  # another process saw them first
    if row.is_here:  # they were gone, and nobody had noticed
        _go(row)
    row.seen_at, row.is_here, row.since = max(row.seen_at, at), True, at
    row.save()
    PresenceSpan.objects.create(staff_id=row.pk, state=row.status, came=True, starts_at=at)
    _changed(row, row.status, at)


def _go(row: Presence) -> None:
    _close_span(row, row.seen_at)
    row.is_here, row.since = False, row.seen_at
    row.save()


def _close_span(row: Presence, at: datetime) -> None:
    span = PresenceSpan.objects.filter(staff_id=row.pk, ends_at=None).first()
    if span is not None:
        span.ends_at = max(at, span.starts_at)
        span.save(update_fields=("ends_at",))


def _changed(row: Presence, state: str, at: datetime) -> None:
    """Tells the rooms above, who routes, and the pages."""
    shop_id = row.staff.shop_id
    announce(PresenceChanged(shop_id=shop_id, staff_id=row.pk, state=state, at=at.isoformat()))
    tell([{"k": "queue", "s": shop_id}, {"k": "changed", "s": shop_id, "name": "presence", "id": row.pk}])
