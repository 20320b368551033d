"""The only way a page gets what is asked about an order: those who see the order see it."""

from __future__ import annotations

from datetime import datetime

from zhanggui.orders.access import order_for
from zhanggui.outreach import queries
from zhanggui.outreach.queries import UnpaidCard
from zhanggui.shops.queries import StaffCard


def unpaid_for(staff: StaffCard, order_id: int, *, at: datetime) -> UnpaidCard:
    return queries.unpaid_card(order_for(staff, order_id), at=at)
