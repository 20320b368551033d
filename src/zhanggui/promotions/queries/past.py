"""What a buyer may have held when an order was paid: what was used since then was still there."""

from __future__ import annotations

from datetime import datetime

from zhanggui.promotions.models import ReceivedCoupon, ReceivedVouchers
from zhanggui.promotions.queries.kept import coupon_cards
from zhanggui.promotions.queries.pricing import event_at, voucher_event
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.offers import HeldCoupon


def purse_then(
    shop_id: int, buyer_id: int | None, at: datetime, *, ordered_at: datetime | None = None
) -> Purse:
    """All that the buyer ever received of what held at the instant (*chosen*: no telling says when)."""
    card = event_at(shop_id, at, ordered_at=ordered_at)
    event = None if card is None else voucher_event(card)
    endless = card is not None and card.endless
    if buyer_id is None:
        return Purse(event=event, endless=endless)
    rows = ReceivedCoupon.objects.filter(coupon__shop_id=shop_id, buyer_id=buyer_id, received__gt=0)
    received = dict(rows.values_list("coupon_id", "received"))
    held = [one for one in coupon_cards(shop_id) if one.id in received] if received else []
    coupons = tuple(HeldCoupon(one.coupon, received[one.id]) for one in held)
    vouchers = None
    if card is not None:
        told = ReceivedVouchers.objects.filter(campaign_id=card.id, buyer_id=buyer_id)
        vouchers = told.values_list("received", flat=True).first()
    return Purse(coupons, event, vouchers, endless)
