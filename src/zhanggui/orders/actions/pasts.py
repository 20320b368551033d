"""What buyers have paid for, counted behind what is recorded of orders."""

from __future__ import annotations

from django.db import transaction

from zhanggui.customers.actions import Purchases, record_purchases, take_due
from zhanggui.orders.queries.purchases import bought_by

AT_ONCE = 500


@transaction.atomic
def count_purchases() -> int:
    """Counts some of those who are due; how many."""
    due = take_due(most=AT_ONCE)
    for shop_id, buyer_ids in due.items():
        purchases = {
            buyer_id: Purchases(one.orders, one.paid_fen, one.ordered_at, one.items)
            for buyer_id, one in bought_by(shop_id, buyer_ids).items()
        }
        record_purchases(shop_id=shop_id, purchases=purchases)
    return sum(map(len, due.values()))
