"""The only way a page gets an offer, a coupon or an event: those of the member's own shop."""

from __future__ import annotations

from django.http import Http404

from zhanggui.promotions.queries import (
    CouponCard,
    EventCard,
    OfferCard,
    coupon_card,
    event_card,
    offer_card,
)
from zhanggui.shops.queries import StaffCard


def offer_for(staff: StaffCard, offer_id: int) -> OfferCard:
    card = offer_card(staff.shop_id, offer_id)
    if card is None:
        raise Http404
    return card


def coupon_for(staff: StaffCard, coupon_id: int) -> CouponCard:
    card = coupon_card(staff.shop_id, coupon_id)
    if card is None:
        raise Http404
    return card


def event_for(staff: StaffCard, event_id: int) -> EventCard:
    card = event_card(staff.shop_id, event_id)
    if card is None:
        raise Http404
    return card
