"""What buyers received, as an export writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from zhanggui.promotions.models import ReceivedCoupon, ReceivedVouchers


@dataclass(frozen=True)
class ReceivedCard:
    """`number`: of the coupon, or of the marketplace's event."""

    number: str
    nick: str
    received: int
    used: int
    received_at: datetime | None
    orders: tuple[str, ...]


def all_received(shop_id: int) -> Iterator[ReceivedCard]:
    """Coupons first, then the vouchers of events; each buyer once for each."""
    coupons = ReceivedCoupon.objects.filter(coupon__shop_id=shop_id).select_related("coupon", "buyer")
    for coupon in coupons.order_by("pk").iterator(chunk_size=500):
        number = coupon.coupon.number or ""
        yield ReceivedCard(number, coupon.buyer.key, coupon.received, coupon.used, None, ())
    vouchers = ReceivedVouchers.objects.filter(campaign__shop_id=shop_id).select_related("campaign", "buyer")
    for row in vouchers.order_by("pk").iterator(chunk_size=500):
        orders = tuple(row.order_numbers)
        yield ReceivedCard(
            row.campaign.number, row.buyer.key, row.received, row.used, row.received_at, orders
        )
