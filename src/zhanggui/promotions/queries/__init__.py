from zhanggui.promotions.queries.calendar import campaigns
from zhanggui.promotions.queries.cards import (
    CampaignCard,
    CouponCard,
    CurrentOffers,
    EventCard,
    OfferCard,
    State,
    state_of,
)
from zhanggui.promotions.queries.kept import (
    coupon_card,
    coupon_cards,
    event_card,
    event_cards,
    offer_card,
    offer_cards,
    shop_key,
)
from zhanggui.promotions.queries.pricing import (
    book_of,
    current_offers,
    event_at,
    offers_of,
    purse_of,
    voucher_event,
)

__all__ = [
    "CampaignCard",
    "CouponCard",
    "CurrentOffers",
    "EventCard",
    "OfferCard",
    "State",
    "book_of",
    "campaigns",
    "coupon_card",
    "coupon_cards",
    "current_offers",
    "event_at",
    "event_card",
    "event_cards",
    "offer_card",
    "offer_cards",
    "offers_of",
    "purse_of",
    "shop_key",
    "state_of",
    "voucher_event",
]
