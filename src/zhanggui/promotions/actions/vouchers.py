"""The shop's part in a marketplace's voucher event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.promotions.models import ChosenTiers, ReceivedVouchers, VoucherCampaign
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.event import TierGroup


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as the marketplace tells it; see `models.VoucherCampaign`."""

    number: str
    name: str
    offered: Mapping[str, Sequence[TierGroup]]
    set_up_from: datetime
    set_up_until: datetime
    edit_until: datetime
    shown_from: datetime
    usable_from: datetime
    usable_until: datetime
    is_selected: bool = False
    face_fen: int = 1000
    most_fen: int | None = 30_000
    endless: bool = False
    suspends_from: datetime | None = None
    suspends_until: datetime | None = None


@transaction.atomic
def record_event(*, event: ToldEvent, by: Actor, at: datetime) -> int:
    """Takes an event as the marketplace tells it; what the shop chose in it stays. Answers its id."""
    said = {name: getattr(event, name) for name in ToldEvent.__slots__ if name not in {"number", "offered"}}
    row, is_new = VoucherCampaign.objects.update_or_create(
        shop_id=by.shop_id,
        number=event.number,
        defaults={**said, "offered": stored.groups_terms(event.offered), "by_name": by.name, "at": at},
    )
    audit(verb="record_event" if is_new else "change_event", thing="event", thing_id=row.pk, by=by, at=at)
    return row.pk


@transaction.atomic
def choose_tiers(*, event_id: int, chosen: Mapping[str, TierGroup], by: Actor, at: datetime) -> None:
    """One tier group for each of these first-level categories; what is not named stays as it is."""
    row = VoucherCampaign.objects.select_for_update().get(pk=event_id, shop_id=by.shop_id)
    before = {one.category: one for one in row.chosen.all()}
    changes = {}
    for category, group in chosen.items():
        terms = stored.group_terms(group)
        known = before.get(category)
        if known is None or known.tiers != terms:
            changes[category] = [known and known.tiers, terms]
            ChosenTiers.objects.update_or_create(
                campaign=row, category=category, defaults={"tiers": terms, "by_name": by.name, "at": at}
            )
    if row.set_up_at is None:
        row.set_up_at = at
        row.save(update_fields=("set_up_at",))
    if changes:
        audit(verb="choose_tiers", thing="event", thing_id=row.pk, changes=changes, by=by, at=at)


@transaction.atomic
def receive_vouchers(
    *,
    event_id: int,
    buyer_id: int,
    received: int,
    used: int,
    order_numbers: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> None:
    """So many of an event's vouchers has a buyer received and used in all, by the newest telling."""
    event = VoucherCampaign.objects.get(pk=event_id, shop_id=by.shop_id)
    ReceivedVouchers.objects.update_or_create(
        campaign=event,
        buyer_id=buyer_id,
        defaults={
            "received": max(received, used),
            "used": used,
            "order_numbers": list(order_numbers),
            "seen_at": at,
        },
    )
