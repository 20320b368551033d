from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.models import ShopOffer
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.offers import Offer


class CannotSetUp(UnableTo):
    """The shop could not keep what it would promise by this, or nobody could explain it."""


@transaction.atomic
def set_up_offer(*, offer: Offer, number: str = "", by: Actor, at: datetime) -> int:
    """The shop offers this from now on; its key is made here. Answers the offer's id."""
    row = ShopOffer.objects.create(
        shop_id=by.shop_id,
        number=number or None,
        name=offer.name,
        level=str(offer.level),
        terms=stored.offer_terms(offer),
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        by_name=by.name,
        at=at,
    )
    audit(verb="set_up_offer", thing="offer", thing_id=row.pk, by=by, at=at)
    return row.pk


@transaction.atomic
def end_offer(*, offer_id: int, by: Actor, at: datetime) -> None:
    """It holds no longer, and stays for the orders that it has priced. Twice is once."""
    row = ShopOffer.objects.select_for_update().filter(pk=offer_id, shop_id=by.shop_id).first()
    if row is None or row.ended_at is not None or row.ends_at <= at:
        return
    row.ended_at = at
    row.save(update_fields=("ended_at",))
    audit(
        verb="end_offer",
        thing="offer",
        thing_id=row.pk,
        changes={"ended_at": [None, at.isoformat()]},
        by=by,
        at=at,
    )
