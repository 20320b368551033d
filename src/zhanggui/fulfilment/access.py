"""The only way a page gets an address check: staff those of their shop, a visitor the one they are asked."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest

from zhanggui.conversations.access import conversation_of_visitor
from zhanggui.conversations.queries import ConversationCard
from zhanggui.fulfilment import queries
from zhanggui.fulfilment.queries import CheckCard, CheckPage
from zhanggui.orders.access import order_for
from zhanggui.orders.queries import OrderCard
from zhanggui.shops.queries import ShopCard, StaffCard
from zhanggui.shops.rules import SEE_ORDERS


def check_of_order_for(
    staff: StaffCard, order_id: int, *, at: datetime
) -> tuple[OrderCard, CheckCard | None]:
    order = order_for(staff, order_id)
    return order, queries.check_of_order(order.id, at=at)


def check_for(staff: StaffCard, check_id: int, *, at: datetime) -> CheckCard:
    check = queries.check_by_id(check_id, at=at) if staff.may(SEE_ORDERS) else None
    if check is None or check.shop_id != staff.shop_id:
        raise Http404
    return check


def check_of_proposal_for(staff: StaffCard, proposal_id: int, *, at: datetime) -> CheckCard:
    check_id = queries.check_of_proposal(proposal_id)
    if check_id is None:
        raise Http404
    return check_for(staff, check_id, at=at)


def checks_for(staff: StaffCard, *, day: date, after: int | None, at: datetime) -> CheckPage:
    if not staff.may(SEE_ORDERS):
        raise Http404
    return queries.checks_page(staff.shop_id, day=day, after=after, at=at)


def area_id_for(staff: StaffCard, area_id: int) -> int:
    """An entry of the list of areas without service, of the member's own shop."""
    if all(one.id != area_id for one in queries.areas(staff.shop_id)):
        raise Http404
    return area_id


def asked_visitor(request: HttpRequest, shop: ShopCard, check_id: int) -> ConversationCard:
    """The conversation of the visitor whose address this is; 404 for any other."""
    conversation = conversation_of_visitor(request, shop)
    if conversation is None or queries.visitor_of_check(check_id) != conversation.buyer_id:
        raise Http404
    return conversation
