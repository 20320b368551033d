"""How far the orders of the last days have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from zhanggui.foundation.calendar import SHANGHAI, day_starts_at, shop_day
from zhanggui.orders.models import Order
from zhanggui.orders.rules import Stage

DAYS = 7


@dataclass(frozen=True)
class OrderDay:
    """The orders that were placed on a day, as they stand now."""

    day: date
    placed: int = 0
    unpaid: int = 0
    to_ship: int = 0
    shipped: int = 0
    done: int = 0
    closed: int = 0


def order_days(shop_id: int, *, at: datetime) -> list[OrderDay]:
    """The last seven days, today first; days without orders too."""
    today = shop_day(at)
    days = [today - timedelta(days=back) for back in range(DAYS)]
    rows = Order.objects.filter(shop_id=shop_id, created_at__gte=day_starts_at(days[-1]))
    counted = rows.values(day=TruncDate("created_at", tzinfo=SHANGHAI)).annotate(
        placed=Count("pk"),
        unpaid=Count("pk", filter=Q(stage=Stage.UNPAID)),
        to_ship=Count("pk", filter=Q(stage=Stage.TO_SHIP)),
        shipped=Count("pk", filter=Q(stage=Stage.SHIPPED)),
        done=Count("pk", filter=Q(stage=Stage.DONE)),
        closed=Count("pk", filter=Q(stage=Stage.CLOSED)),
    )
    found = {one["day"]: OrderDay(**one) for one in counted.order_by()}
    return [found.get(day, OrderDay(day)) for day in days]
