"""The only way a page gets an order."""

from __future__ import annotations

from django.http import Http404

from zhanggui.orders.queries import OrderCard, order_by_id
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS


def order_for(staff: StaffCard, order_id: int) -> OrderCard:
    """An order of the member's own shop; 404 for any other, and for staff who may see none."""
    order = order_by_id(order_id) if staff.may(SEE_ORDERS) else None
    if order is None or order.shop_id != staff.shop_id:
        raise Http404
    return order
