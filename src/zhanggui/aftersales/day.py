"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.aftersales.dailies import REFUNDS_DAILY, REVIEWS_DAILY
from zhanggui.aftersales.queries import count_refunds
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS


def _refunds(staff: StaffCard, at: datetime) -> list[Figure]:
    counts = count_refunds(staff.shop_id, at=at)
    return [Figure(counts.waiting, "退款等我们处理", reverse("refunds"), late=counts.overdue)]


def _reviews(staff: StaffCard, at: datetime) -> list[Figure]:  # noqa: ARG001 - nobody tells us of reviews yet
    return []


DAY_PARTS.add(
    DayPart(
        key="refunds",
        title="退款",
        needs=SEE_ORDERS,
        rank=50,
        figures=_refunds,
        follows=("refunds",),
        daily=REFUNDS_DAILY.key,
    )
)
DAY_PARTS.add(
    DayPart(
        key="reviews",
        title="昨天的评价",
        needs=SEE_ORDERS,
        rank=60,
        figures=_reviews,
        hint="评价还没有接进来:在商家后台「评价管理」里看昨天的,差评马上联系买家,看完打勾。",
        daily=REVIEWS_DAILY.key,
    )
)
