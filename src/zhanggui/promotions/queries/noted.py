from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.promotions.models import ReceivedCoupon, ReceivedVouchers

SHOWN = 50


@dataclass(frozen=True)
class NotedCard:
    """How many of a coupon or of an event's vouchers (`title`) a buyer has, as the newest telling has it."""

    buyer_id: int
    buyer: str
    title: str
    received: int
    used: int
    seen_at: datetime


def newest_noted(shop_id: int) -> list[NotedCard]:
    """The newest, newest first."""
    coupons = ReceivedCoupon.objects.filter(coupon__shop_id=shop_id).select_related("buyer", "coupon")
    vouchers = ReceivedVouchers.objects.filter(campaign__shop_id=shop_id).select_related("buyer", "campaign")
    found = [
        NotedCard(one.buyer_id, one.buyer.name, one.coupon.name, one.received, one.used, one.seen_at)
        for one in coupons.order_by("-seen_at", "-id")[:SHOWN]
    ] + [
        NotedCard(one.buyer_id, one.buyer.name, one.campaign.name, one.received, one.used, one.seen_at)
        for one in vouchers.order_by("-seen_at", "-id")[:SHOWN]
    ]
    return sorted(found, key=lambda one: one.seen_at, reverse=True)[:SHOWN]
