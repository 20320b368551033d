"""Which hits a member of staff may read: those of the own shop, with the right to see what was done."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from zhanggui.guard.queries import HitPage, latest_hits
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_AUDIT


def hits_for(staff: StaffCard, *, before_id: int | None) -> HitPage:
    if not staff.may(SEE_AUDIT):
        raise PermissionDenied
    return latest_hits(staff.shop_id, before_id=before_id)
