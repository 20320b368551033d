"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_TASKS
from zhanggui.workforce.queries import count_waiting, shifts_between


def _figures(staff: StaffCard, at: datetime) -> list[Figure]:
    today = shifts_between(staff.shop_id, *day_span(shop_day(at)))
    return [
        Figure(count_waiting(staff.shop_id), "交接表等人接", reverse("hand_over")),
        Figure(len({shift.staff_id for shift in today}), "今天排了班的人", reverse("shifts")),
    ]


DAY_PARTS.add(
    DayPart(key="shifts", title="交接", needs=SEE_TASKS, rank=10, figures=_figures, follows=("shifts",))
)
