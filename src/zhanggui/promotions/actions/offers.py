from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.models import ShopOffer
from zhanggui.promotions.queries import shelf_of
from zhanggui.promotions.refusals import sentences
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.offers import Offer
from zhanggui.promotions.rules.review import Blame, Good, Shelf, review_offer

_LOCK_OFFERS = 7_305


class CannotSetUp(UnableTo):
    """The shop could not keep what it would promise by this, or nobody could explain it. `blames`: what is
    wrong with which field."""

    def __init__(self, blames: Sequence[Blame]) -> None:
        super().__init__(sentences(blames))
        self.blames = tuple(blames)


@transaction.atomic
def set_up_offer(
    *, offer: Offer, number: str = "", goods: Sequence[Good] | None = None, by: Actor, at: datetime
) -> int:
    """The shop offers this; its key is made here. One that has begun or is over may be told, too: old orders
    were priced by it. `goods`: the shop's, where they have been read already. Answers the offer's id."""
    one_at_a_time(by=by)
    _reviewed(offer, None, goods, by, at)
    if number and ShopOffer.objects.filter(shop_id=by.shop_id, number=number).exists():
        raise CannotSetUp([Blame("number", "number_taken", {"number": number})])
    row = ShopOffer.objects.create(
        shop_id=by.shop_id, number=number or None, **_values(offer), by_name=by.name, at=at
    )
    if not number:  # by which files know it
        row.number = f"ZG-A{row.pk}"
        row.save(update_fields=("number",))
    audit(verb="set_up_offer", thing="offer", thing_id=row.pk, by=by, at=at)
    return row.pk


@transaction.atomic
def change_offer(
    *,
    offer_id: int,
    offer: Offer,
    goods: Sequence[Good] | None = None,
    seen: str | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Another offer in the place of one that has not begun. CannotSetUp once it has, and when it is not any
    more what the member saw of it (`seen`: its mark)."""
    one_at_a_time(by=by)
    row = ShopOffer.objects.select_for_update().get(pk=offer_id, shop_id=by.shop_id)
    values = _values(offer)
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    if row.starts_at <= at or row.ended_at is not None:
        raise CannotSetUp([Blame("", "has_begun", {"other": row.name})])
    if seen is not None and seen != stored.offer_mark(_kept(row)):
        raise CannotSetUp([Blame("", "changed_meanwhile", {"other": row.name})])
    _reviewed(offer, offer_id, goods, by, at)
    changes = {
        name: [_told(getattr(row, name)), _told(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    ShopOffer.objects.filter(pk=offer_id).update(**values)
    audit(verb="change_offer", thing="offer", thing_id=offer_id, changes=changes, by=by, at=at)


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


def one_at_a_time(*, by: Actor) -> None:
    """Two who set up offers of one shop at the same time would not see each other's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_OFFERS, by.shop_id])


def _reviewed(
    offer: Offer, but_offer: int | None, goods: Sequence[Good] | None, by: Actor, at: datetime
) -> None:
    """CannotSetUp. What is over hurts nobody any more: only its shape counts."""
    is_over = offer.ends_at <= at
    shelf = Shelf() if is_over else shelf_of(by.shop_id, but_offer=but_offer, goods=goods, at=at)
    blames = review_offer(offer, shelf, None)
    if blames:
        raise CannotSetUp(blames)


def _kept(row: ShopOffer) -> Offer:
    return stored.offer_from(
        row.terms, key="", name=row.name, shop="", starts_at=row.starts_at, ends_at=row.ends_at
    )


def _values(offer: Offer) -> dict[str, object]:
    return {
        "name": offer.name.strip(),
        "level": str(offer.level),
        "terms": stored.offer_terms(offer),
        "starts_at": offer.starts_at,
        "ends_at": offer.ends_at,
    }


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
