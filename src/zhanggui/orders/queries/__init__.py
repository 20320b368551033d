from __future__ import annotations

from zhanggui.orders.queries.cards import ClaimCard, OrderCard, Receiver
from zhanggui.orders.queries.days import OrderDay, order_days
from zhanggui.orders.queries.details import LineCard, OrderDetails, with_details
from zhanggui.orders.queries.listing import Group, MeantOrders, OrderPage, meant_orders, orders_page, search
from zhanggui.orders.queries.past import Past, PastLine, count_past, past_orders, past_spans
from zhanggui.orders.queries.placed import PaidCard, PlacedCard, paid_by, placed, placed_by, unpaid_since
from zhanggui.orders.queries.reading import (
    Unshipped,
    count_of_buyer,
    order_by_id,
    order_stages,
    orders_by_id,
    orders_of_buyer,
    unshipped_orders,
    unverified_claims,
)
from zhanggui.orders.queries.remarks import (
    MEMO_ERRAND,
    MemoCard,
    RemarkCard,
    memo_line,
    memo_of,
    memo_room,
    remark_card,
    remarks_of,
    remarks_on,
    speaks_of,
    with_memos,
)
from zhanggui.orders.queries.shipping import ShippingCard, shipping_of, verified_visitors

__all__ = [
    "MEMO_ERRAND",
    "ClaimCard",
    "Group",
    "LineCard",
    "MeantOrders",
    "MemoCard",
    "OrderCard",
    "OrderDay",
    "OrderDetails",
    "OrderPage",
    "PaidCard",
    "Past",
    "PastLine",
    "PlacedCard",
    "Receiver",
    "RemarkCard",
    "ShippingCard",
    "Unshipped",
    "count_of_buyer",
    "count_past",
    "meant_orders",
    "memo_line",
    "memo_of",
    "memo_room",
    "order_by_id",
    "order_days",
    "order_stages",
    "orders_by_id",
    "orders_of_buyer",
    "orders_page",
    "paid_by",
    "past_orders",
    "past_spans",
    "placed",
    "placed_by",
    "remark_card",
    "remarks_of",
    "remarks_on",
    "search",
    "shipping_of",
    "speaks_of",
    "unpaid_since",
    "unshipped_orders",
    "unverified_claims",
    "verified_visitors",
    "with_details",
    "with_memos",
]
