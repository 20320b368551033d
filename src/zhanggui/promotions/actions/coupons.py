from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.promotions.models import ReceivedCoupon, ShopCoupon
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.offers import Coupon


@transaction.atomic
def set_up_coupon(
    *,
    coupon: Coupon,
    number: str = "",
    quantity: int | None = None,
    per_buyer: int | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """The shop gives this coupon out from now on; its key is made here. Answers the coupon's id."""
    row = ShopCoupon.objects.create(
        shop_id=by.shop_id,
        number=number or None,
        name=coupon.name,
        kind=str(coupon.kind),
        terms=stored.coupon_terms(coupon),
        quantity=quantity,
        per_buyer=per_buyer,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        by_name=by.name,
        at=at,
    )
    audit(verb="set_up_coupon", thing="coupon", thing_id=row.pk, by=by, at=at)
    return row.pk


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
