from __future__ import annotations

from django.urls import path

from zhanggui.promotions.views import (
    api,
    calendar,
    coupons,
    current,
    eighteen,
    events,
    offers,
    received,
    telling,
    whatif,
    why,
)

urlpatterns = [
    path("offers/", offers.offers, name="offers"),
    path("offers/new/<slug:kind>", offers.new, name="offer_new"),
    path("offers/preview/<slug:kind>", offers.preview, name="offer_preview"),
    path("offers/<int:coming_id>/edit", offers.edit, name="offer_edit"),
    path("offers/<int:offer_id>/end", offers.end, name="offer_end"),
    path("offers/coupons/new", coupons.new, name="coupon_new"),
    path("offers/coupons/preview", coupons.preview, name="coupon_preview"),
    path("offers/coupons/<int:coupon_id>/end", coupons.end, name="coupon_end"),
    path("offers/calendar", calendar.calendar, name="offers_calendar"),
    path("offers/calendar/plan", calendar.plan, name="campaign_plan"),
    path("offers/calendar/<int:campaign_id>/cancel", calendar.cancel, name="campaign_cancel"),
    path("offers/events/new", events.new, name="event_new"),
    path("offers/events/<int:event_id>", events.event, name="offers_event"),
    path("offers/events/<int:event_id>/choose", events.choose, name="event_choose"),
    path("offers/events/<int:event_id>/items", events.items, name="event_items"),
    path("offers/received", received.received, name="received"),
    path("offers/what-if/", whatif.what_ifs, name="what_ifs"),
    path("offers/what-if/ask", whatif.ask, name="what_if_ask"),
    path("offers/what-if/<int:what_if_id>", whatif.what_if, name="what_if"),
    path("api/quote", api.quote, name="quote"),
    path("api/refund", api.refund, name="refund_quote"),
    path("offers/rules/", eighteen.rules, name="offer_rules"),
    path("orders/<int:order_id>/price", why.of_order, name="price_of_order"),
    path("items/<int:item_id>/offers", current.of_item, name="item_offers"),
    path("items/<int:item_id>/for-buyer", telling.item_for_buyer, name="item_for_buyer"),
]
