"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.foundation.days import DAY_PARTS, DayPart, Figure
from zhanggui.fulfilment.queries import count_held
from zhanggui.shops.rules import SEE_ORDERS


def _figures(shop_id: int, at: datetime) -> list[Figure]:  # noqa: ARG001 - as they stand
    return [Figure(count_held(shop_id), "地址要核对", reverse("addresses"))]


DAY_PARTS.add(
    DayPart(
        key="addresses", title="地址", needs=SEE_ORDERS, rank=45, figures=_figures, follows=("addresses",)
    )
)
