"""What the engine needs of a shop: its offers as a book, and a buyer's purse."""

from __future__ import annotations

from datetime import datetime

from zhanggui.catalog.queries import item_by_number
from zhanggui.promotions.models import ReceivedCoupon, ReceivedVouchers
from zhanggui.promotions.queries.cards import CouponCard, CurrentOffers, EventCard, State
from zhanggui.promotions.queries.kept import coupon_cards, event_cards, offer_cards, shop_key
from zhanggui.promotions.rules.cart import CartLine
from zhanggui.promotions.rules.event import Purse, VoucherEvent
from zhanggui.promotions.rules.fine_print import EffectiveBy
from zhanggui.promotions.rules.offers import CouponKind, HeldCoupon, Offer
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.windows import as_event


def offers_of(shop_id: int, *, alive_at: datetime | None = None) -> tuple[Offer, ...]:
    """Every offer that the shop ever kept, ended ones until they were ended; `alive_at`: without those
    that are over by then."""
    return tuple(card.offer for card in offer_cards(shop_id, alive_at=alive_at))


def book_of(shop_id: int, *, alive_at: datetime | None = None) -> Book:
    """The shop's offers, prepared to price many carts: old ones too, unless `alive_at` leaves out those
    that are over by then."""
    return Book(offers_of(shop_id, alive_at=alive_at))


def purse_of(shop_id: int, buyer_id: int | None, at: datetime) -> Purse:
    """What a buyer holds at an instant, as far as we were told; of nobody in particular only the event."""
    card = event_at(shop_id, at)
    event = None if card is None else voucher_event(card)
    endless = card is not None and card.endless
    if buyer_id is None:
        return Purse(event=event, endless=endless)
    held = ReceivedCoupon.objects.filter(coupon__shop_id=shop_id, buyer_id=buyer_id)
    left = {row.coupon_id: row.received - row.used for row in held}
    coupons = tuple(
        HeldCoupon(one.coupon, left[one.id]) for one in coupon_cards(shop_id) if left.get(one.id, 0) > 0
    )
    told = (
        None
        if card is None
        else ReceivedVouchers.objects.filter(campaign_id=card.id, buyer_id=buyer_id).first()
    )
    return Purse(coupons, event, None if told is None else told.received - told.used, endless)


def event_at(shop_id: int, at: datetime, *, ordered_at: datetime | None = None) -> EventCard | None:
    """The voucher event that buyers see or that suspends something at an instant; of several the one that is
    usable then, else the latest. `ordered_at`: of what is paid then, for an event that goes by it."""
    found = None
    for card in event_cards(shop_id):
        terms = card.terms
        by_order = ordered_at is not None and terms.fine.effective_by is EffectiveBy.ORDER
        begins = min(one for one in (terms.shown_from, terms.suspends_from) if one is not None)
        ends = max(one for one in (terms.usable_until, terms.suspends_until) if one is not None)
        if terms.usable_from <= (ordered_at if by_order and ordered_at else at) < terms.usable_until:
            return card
        if begins <= at < ends and found is None:
            found = card
    return found


def voucher_event(card: EventCard) -> VoucherEvent:
    """The event as the engine takes it, with this shop as the only merchant that we know of."""
    return as_event(card.terms, [card.merchant])


def current_offers(shop_id: int, item_number: str, at: datetime) -> CurrentOffers:
    """What holds for an item at an instant, and the coupons that a buyer can get for it."""
    item = item_by_number(shop_id, item_number)
    coupons = given_out(shop_id, at)
    category = item.category or None if item else None
    line = CartLine("", shop_key(shop_id), item_number, 0, category=category)
    return CurrentOffers(
        offers=[
            card
            for card in offer_cards(shop_id, alive_at=at)
            if card.state(at) is State.NOW and card.offer.scope.holds(line)
        ],
        coupons=[card for card in coupons if card.coupon.scope.holds(line)],
    )


def given_out(shop_id: int, at: datetime) -> list[CouponCard]:
    """The coupons that a buyer can get and use at an instant: none that a marketplace's event suspends."""
    card = event_at(shop_id, at)
    is_suspended = card is not None and voucher_event(card).suspends(card.merchant.shop, at)
    return [
        one
        for one in coupon_cards(shop_id, alive_at=at)
        if one.state(at) is State.NOW
        and one.is_given_out(at)
        and not (is_suspended and one.coupon.kind is CouponKind.SHOP_VOUCHER)
    ]
