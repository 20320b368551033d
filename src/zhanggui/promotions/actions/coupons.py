from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.promotions.actions.offers import CannotSetUp, one_at_a_time
from zhanggui.promotions.models import ReceivedCoupon, ShopCoupon
from zhanggui.promotions.queries import shelf_of
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.offers import Coupon
from zhanggui.promotions.rules.review import Blame, Good, Shelf, review_coupon


@transaction.atomic
def set_up_coupon(
    *,
    coupon: Coupon,
    number: str = "",
    form_key: str = "",
    quantity: int | None = None,
    per_buyer: int | None = None,
    goods: Sequence[Good] | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """The shop gives this coupon out; its key is made here. One that has begun or is over may be told, too.
    `form_key`: of the form that it was typed into; sent twice it is one coupon. Answers the coupon's id."""
    one_at_a_time(by=by)
    sent = ShopCoupon.objects.filter(shop_id=by.shop_id, form_key=form_key).first() if form_key else None
    if sent is not None and _says(sent) == (*_told(coupon), quantity, per_buyer):
        return sent.pk
    shelf = shelf_of(by.shop_id, goods=goods, at=at) if coupon.ends_at > at else Shelf()
    blames = review_coupon(coupon, shelf, None)
    if number and ShopCoupon.objects.filter(shop_id=by.shop_id, number=number).exists():
        blames.append(Blame("number", "number_taken", {"number": number}))
    if blames:
        raise CannotSetUp(blames)
    row = ShopCoupon.objects.create(
        shop_id=by.shop_id,
        number=number or None,
        form_key=form_key if form_key and sent is None else None,
        name=coupon.name.strip(),
        kind=str(coupon.kind),
        terms=stored.coupon_terms(coupon),
        quantity=quantity,
        per_buyer=per_buyer,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        by_name=by.name,
        at=at,
    )
    if not number:  # by which files know it
        row.number = f"ZG-C{row.pk}"
        row.save(update_fields=("number",))
    audit(verb="set_up_coupon", thing="coupon", thing_id=row.pk, by=by, at=at)
    return row.pk


def _told(coupon: Coupon) -> tuple[object, ...]:
    """Without its start, which may be "now"."""
    return coupon.name.strip(), stored.coupon_terms(coupon), coupon.ends_at


def _says(row: ShopCoupon) -> tuple[object, ...]:
    return row.name, row.terms, row.ends_at, row.quantity, row.per_buyer


@transaction.atomic
def end_coupon(*, coupon_id: int, by: Actor, at: datetime) -> None:
    """Nobody gets it any more; who holds one may still use it. Twice is once."""
    row = ShopCoupon.objects.select_for_update().filter(pk=coupon_id, shop_id=by.shop_id).first()
    if row is None or row.ended_at is not None or row.ends_at <= at:
        return
    row.ended_at = at
    row.save(update_fields=("ended_at",))
    audit(
        verb="end_coupon",
        thing="coupon",
        thing_id=row.pk,
        changes={"ended_at": [None, at.isoformat()]},
        by=by,
        at=at,
    )


@transaction.atomic
def receive_coupon(
    *, coupon_id: int, buyer_id: int, received: int, used: int, by: Actor, at: datetime
) -> None:
    """So many of a coupon has a buyer received and used in all, by the newest telling."""
    coupon = ShopCoupon.objects.get(pk=coupon_id, shop_id=by.shop_id)
    ReceivedCoupon.objects.update_or_create(
        coupon=coupon,
        buyer_id=buyer_id,
        defaults={"received": max(received, used), "used": used, "seen_at": at},
    )
