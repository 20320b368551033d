"""Which hits and promises a member of staff may read: those of the own shop, hits with the right to see what
was done, promises with that to receive."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from zhanggui.guard.queries import (
    HitCard,
    HitPage,
    OwnTextCard,
    PromiseCard,
    RuleCard,
    hit_counts,
    hits_like,
    latest_hits,
    own_texts,
    promise_by_id,
    rule_cards,
)
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import EDIT_GUARD, RECEIVE, SEE_AUDIT


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


def hits_like_for(staff: StaffCard, hit_id: int) -> tuple[HitCard, ...]:
    """404 for another shop's hit, and for one that was not blocked."""
    found = hits_like(staff.shop_id, hit_id) if staff.may(SEE_AUDIT) else ()
    if not found:
        raise Http404
    return found


def rules_for(staff: StaffCard, *, since: datetime, on: date) -> list[RuleCard]:
    """Whoever receives buyers reads the rules."""
    if not staff.may(RECEIVE):
        raise PermissionDenied
    hits = hit_counts(staff.shop_id, since=since)
    return rule_cards(staff.shop_id, shop_by_id(staff.shop_id).platform, hits=hits, on=on)


def rule_for(staff: StaffCard, rule: str, *, since: datetime, on: date) -> RuleCard:
    found = next((one for one in rules_for(staff, since=since, on=on) if one.id == rule), None)
    if found is None:
        raise Http404
    return found


def own_text_for(staff: StaffCard, text_id: int) -> OwnTextCard:
    """404 for another shop's."""
    found = [one for one in own_texts(staff.shop_id) if one.id == text_id] if staff.may(EDIT_GUARD) else []
    if not found:
        raise Http404
    return found[0]
