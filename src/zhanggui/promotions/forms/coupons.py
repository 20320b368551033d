from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from zhanggui.promotions.forms.reading import Fields
from zhanggui.promotions.rules.offers import Coupon, CouponKind
from zhanggui.promotions.rules.review import Blame
from zhanggui.promotions.standing import buyers_language
from zhanggui.promotions.wording import coupon_says, coupon_title


@dataclass(frozen=True)
class TypedCoupon:
    coupon: Coupon
    quantity: int | None
    per_buyer: int | None
    blames: tuple[Blame, ...]


def typed_coupon(fields: Fields, shop: str, at: datetime) -> TypedCoupon:
    said = fields.text("kind")
    kind = CouponKind(said) if said in set(CouponKind) else CouponKind.SHOP
    starts_at, ends_at = fields.period(at)
    coupon = Coupon(
        key="planned",
        name=fields.text("name"),
        kind=kind,
        scope=fields.scope(shop),
        threshold_fen=fields.money("threshold_fen"),
        value_fen=fields.money("value_fen"),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if not coupon.name:
        with buyers_language():
            coupon = replace(coupon, name=f"{coupon_title(kind)} {coupon_says(coupon)}")
    quantities = [fields.maybe_whole(name) for name in ("quantity", "per_buyer")]
    for name, quantity in zip(("quantity", "per_buyer"), quantities, strict=True):
        if quantity == 0 and not any(blame.field == name for blame in fields.blames):
            fields.blame(name, "not_whole")
    return TypedCoupon(coupon, quantities[0], quantities[1], tuple(fields.blames))
