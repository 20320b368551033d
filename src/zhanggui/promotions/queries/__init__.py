from zhanggui.promotions.queries.back import BackCard, Going, what_goes_back
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
from zhanggui.promotions.queries.checking import (
    CategoryCard,
    CheckedItem,
    checked_items,
    event_board,
    event_categories,
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
from zhanggui.promotions.queries.noted import NotedCard, newest_noted
from zhanggui.promotions.queries.priced import PricedOrder, priced_order
from zhanggui.promotions.queries.pricing import (
    book_of,
    current_offers,
    event_at,
    given_out,
    offers_of,
    purse_of,
    voucher_event,
)
from zhanggui.promotions.queries.received import ReceivedCard, all_received
from zhanggui.promotions.queries.repricing import (
    Plan,
    WhatIfCard,
    plan_count,
    plan_spans,
    planned,
    repriced,
    what_if_card,
    what_if_cards,
)
from zhanggui.promotions.queries.shelf import goods_of, shelf_of, sku_key

__all__ = [
    "BackCard",
    "CampaignCard",
    "CategoryCard",
    "CheckedItem",
    "CouponCard",
    "CurrentOffers",
    "EventCard",
    "Going",
    "NotedCard",
    "OfferCard",
    "OrderCart",
    "Plan",
    "PricedOrder",
    "ReceivedCard",
    "State",
    "WhatIfCard",
    "all_received",
    "book_of",
    "campaigns",
    "checked_items",
    "coupon_card",
    "coupon_cards",
    "current_offers",
    "event_at",
    "event_board",
    "event_card",
    "event_cards",
    "event_categories",
    "given_out",
    "goods_of",
    "newest_noted",
    "offer_card",
    "offer_cards",
    "offers_of",
    "order_carts",
    "plan_count",
    "plan_spans",
    "planned",
    "priced_order",
    "purse_of",
    "recent_carts",
    "repriced",
    "shelf_of",
    "shop_key",
    "sku_key",
    "state_of",
    "voucher_event",
    "what_goes_back",
    "what_if_card",
    "what_if_cards",
]
