"""The only way a page gets what is asked about an order, and who asked and did not order: those who see the
order see what is asked about it, and an agent their own buyers and those whom nobody has."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from zhanggui.orders.access import order_for
from zhanggui.outreach import queries
from zhanggui.outreach.queries import UndecidedCard, UnpaidCard
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_FIGURES


def unpaid_for(staff: StaffCard, order_id: int, *, at: datetime) -> UnpaidCard:
    return queries.unpaid_card(order_for(staff, order_id), at=at)


def interest_for(staff: StaffCard, interest_id: int) -> UndecidedCard:
    """An interest of the member's own shop; 404 for any other. A task may be handed to anybody who serves."""
    card = queries.interest_card(staff.shop_id, interest_id) if staff.may(RECEIVE) else None
    if card is None:
        raise Http404
    return card


def whose_list(staff: StaffCard, asked: int | None) -> int | None:
    """Of whom a list is: of whoever is asked for, for those who see everybody's figures (None: of all), else
    one's own."""
    return asked if staff.may(SEE_FIGURES) else staff.id
