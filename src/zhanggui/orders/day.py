"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.orders.models import Order
from zhanggui.orders.rules import Stage
from zhanggui.orders.settings import SHIP_HOURS
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard, setting_value
from zhanggui.shops.rules import SEE_ORDERS


def _to_ship(staff: StaffCard, at: datetime) -> list[Figure]:
    """Paid and not shipped; those paid before today once more, with how many of them are past the time in
    which the marketplace wants them shipped."""
    today = shop_day(at)
    late = at - timedelta(hours=setting_value(staff.shop_id, SHIP_HOURS, at=at))
    found = Order.objects.filter(shop_id=staff.shop_id, stage=Stage.TO_SHIP).aggregate(
        all=Count("pk"),
        older=Count("pk", filter=Q(paid_at__lt=day_starts_at(today))),
        late=Count("pk", filter=Q(paid_at__lte=late)),
    )
    path, yesterday = reverse("orders"), today - timedelta(days=1)
    return [
        Figure(found["all"], "已付款,没发货", f"{path}?stage=to_ship", late=found["late"]),
        Figure(found["older"], "其中昨天以前付的款", f"{path}?stage=to_ship&by=paid&to={yesterday}"),
    ]


def _unpaid(staff: StaffCard, at: datetime) -> list[Figure]:  # noqa: ARG001 - as they stand
    count = Order.objects.filter(shop_id=staff.shop_id, stage=Stage.UNPAID).count()
    return [Figure(count, "拍下没付款", f"{reverse('orders')}?stage=unpaid")]


DAY_PARTS.add(
    DayPart(
        key="unpaid", title="没付款", needs=SEE_ORDERS, rank=30, figures=_unpaid, follows=("order", "tasks")
    )
)
DAY_PARTS.add(
    DayPart(
        key="to_ship",
        title="没发货",
        needs=SEE_ORDERS,
        rank=40,
        figures=_to_ship,
        follows=("order",),
        detail="orders_of_days",
    )
)
