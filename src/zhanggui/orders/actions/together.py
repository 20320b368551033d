"""Counting anew what is bought together."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from zhanggui.orders.models import BoughtTogether
from zhanggui.orders.queries import baskets
from zhanggui.orders.rules.together import bought_together
from zhanggui.orders.settings import TOGETHER_DAYS, TOGETHER_LEAST
from zhanggui.shops.queries import setting_values

MOST_OTHERS = 6


@transaction.atomic
def recount_together(*, shop_id: int, at: datetime) -> int:
    """From the shop's paid orders of the last days; how many pairs there are. Who reads meanwhile has the
    ones from before."""
    values = setting_values(shop_id, (TOGETHER_DAYS, TOGETHER_LEAST), at=at)
    since = at - timedelta(days=values[TOGETHER_DAYS.key])
    found = bought_together(baskets(shop_id, since), least=values[TOGETHER_LEAST.key], most=MOST_OTHERS)
    BoughtTogether.objects.filter(shop_id=shop_id).delete()
    rows = [
        BoughtTogether(
            shop_id=shop_id,
            item_id=item_id,
            other_id=one.other_id,
            rank=rank,
            orders=one.orders,
            item_orders=one.item_orders,
        )
        for item_id, pairs in groupby(found, key=lambda pair: pair.item_id)
        for rank, one in enumerate(pairs)
    ]
    BoughtTogether.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)
