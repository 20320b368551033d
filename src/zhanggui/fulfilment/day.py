"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.fulfilment.queries import count_held
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS


def _figures(staff: StaffCard, at: datetime) -> list[Figure]:  # noqa: ARG001 - as they stand
    return [Figure(count_held(staff.shop_id), "地址要核对", reverse("addresses"))]


DAY_PARTS.add(
    DayPart(
        key="addresses", title="地址", needs=SEE_ORDERS, rank=45, figures=_figures, follows=("addresses",)
    )
)
