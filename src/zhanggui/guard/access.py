"""Which hits and promises a member of staff may read: those of the own shop, hits with the right to see what
was done, promises with that to receive."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from zhanggui.guard.queries import HitPage, PromiseCard, latest_hits, promise_by_id
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_AUDIT


def promise_for(staff: StaffCard, promise_id: int) -> PromiseCard:
    """404 for another shop's."""
    promise = promise_by_id(promise_id) if staff.may(RECEIVE) else None
    if promise is None or promise.shop_id != staff.shop_id:
        raise Http404
    return promise


def hits_for(staff: StaffCard, *, before_id: int | None) -> HitPage:
    if not staff.may(SEE_AUDIT):
        raise PermissionDenied
    return latest_hits(staff.shop_id, before_id=before_id)
