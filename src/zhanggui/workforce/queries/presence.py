from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from zhanggui.workforce.models import Presence
from zhanggui.workforce.queries.shifts import handed_over
from zhanggui.workforce.rules import AWAY, GONE_AFTER, ONLINE


def shops_attended(shop_ids: Collection[int], *, at: datetime) -> set[int]:
    """Those of the shops where somebody is there to answer."""
    there = Presence.objects.filter(
        staff__shop_id__in=list(shop_ids), staff__is_active=True, seen_at__gt=at - GONE_AFTER
    ).exclude(status=AWAY)
    return set(there.values_list("staff__shop_id", flat=True))


def status_of(staff_id: int) -> str:
    return Presence.objects.filter(pk=staff_id).values_list("status", flat=True).first() or ONLINE


def statuses(staff_ids: Collection[int], *, at: datetime) -> dict[int, str]:
    """The status of those who are there; the others are missing."""
    rows = Presence.objects.filter(pk__in=list(staff_ids), seen_at__gt=at - GONE_AFTER)
    return dict(rows.values_list("staff_id", "status"))


def there(shop_id: int, at: datetime) -> set[int]:
    """Those of the shop's staff who are there, and not about to go: who has handed over gets nothing new,
    however long their page stays open, until their next shift begins."""
    rows = Presence.objects.filter(
        staff__shop_id=shop_id, staff__is_active=True, seen_at__gt=at - GONE_AFTER
    ).exclude(status=AWAY)
    return set(rows.values_list("staff_id", flat=True)) - handed_over(shop_id, at=at)
