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
from zhanggui.promotions.queries.carts import OrderCart, order_carts, recent_carts
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
from zhanggui.promotions.queries.shelf import shelf_of, sku_key

__all__ = [
    "CampaignCard",
    "CouponCard",
    "CurrentOffers",
    "EventCard",
    "OfferCard",
    "OrderCart",
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
    "order_carts",
    "purse_of",
    "recent_carts",
    "shelf_of",
    "shop_key",
    "sku_key",
    "state_of",
    "voucher_event",
]
