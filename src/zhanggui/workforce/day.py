"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_SHIFTS, SEE_TASKS
from zhanggui.workforce import rules
from zhanggui.workforce.queries import count_waiting, on_duty, overtimes, shifts_between


def _figures(staff: StaffCard, at: datetime) -> list[Figure]:
    day = day_span(shop_day(at))
    today = shifts_between(staff.shop_id, *day)
    now_there = [one for one in on_duty(staff.shop_id, at=at) if one.state != rules.GONE]
    floor = [Figure(len(now_there), "现在在的人", reverse("floor"))] if staff.may(EDIT_SHIFTS) else []
    return [
        *floor,
        Figure(count_waiting(staff.shop_id), "交接表等人接", reverse("hand_over")),
        Figure(len({shift.staff_id for shift in today}), "今天排了班的人", reverse("shifts")),
        Figure(len(overtimes(staff.shop_id, *day)), "今天加了班的人", reverse("shifts")),
    ]


DAY_PARTS.add(
    DayPart(
        key="shifts", title="交接", needs=SEE_TASKS, rank=10, figures=_figures, follows=("shifts", "presence")
    )
)
