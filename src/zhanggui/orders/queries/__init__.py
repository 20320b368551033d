from __future__ import annotations

from zhanggui.orders.queries.cards import ClaimCard, OrderCard, Receiver
from zhanggui.orders.queries.details import LineCard, OrderDetails, with_details
from zhanggui.orders.queries.listing import Group, OrderPage, find_orders, orders_page, search
from zhanggui.orders.queries.reading import order_by_id, orders_by_id, orders_of_buyer, unverified_claims

__all__ = [
    "ClaimCard",
    "Group",
    "LineCard",
    "OrderCard",
    "OrderDetails",
    "OrderPage",
    "Receiver",
    "find_orders",
    "order_by_id",
    "orders_by_id",
    "orders_of_buyer",
    "orders_page",
    "search",
    "unverified_claims",
    "with_details",
]
