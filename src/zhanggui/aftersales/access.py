"""The only way a page gets a refund: those of the own shop, with the right to see orders."""

from __future__ import annotations

from django.http import Http404

from zhanggui.aftersales import queries
from zhanggui.aftersales.queries import RefundCard, RefundPage
from zhanggui.foundation.ids import ids_in
from zhanggui.orders.access import order_for
from zhanggui.orders.queries import OrderCard
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS


def refund_for(staff: StaffCard, refund_id: int) -> RefundCard:
    refund = queries.refund_by_id(refund_id) if staff.may(SEE_ORDERS) else None
    if refund is None or refund.shop_id != staff.shop_id:
        raise Http404
    return refund


def refunds_for(staff: StaffCard, *, waiting: bool, text: str, after: str | None) -> RefundPage:
    if not staff.may(SEE_ORDERS):
        raise Http404
    if waiting and not text:
        return queries.waiting_refunds(staff.shop_id, after=after)
    return queries.refunds_page(staff.shop_id, text=text, after=after)


def refund_of_order_for(staff: StaffCard, order: OrderCard, refund_id: str) -> RefundCard | None:
    """The order's own refund of this id; none where that names none of its."""
    ids = ids_in([refund_id])
    found = refund_for(staff, ids[0]) if ids else None
    return found if found and found.order_number == order.number else None


def refunds_of_order_for(staff: StaffCard, order_id: int) -> list[RefundCard]:
    order = order_for(staff, order_id)
    return queries.refunds_of_order(order.shop_id, order.number)
