"""Who works when: a week on a page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, colleagues
from zhanggui.shops.rules import EDIT_SHIFTS, SEE_TASKS
from zhanggui.workforce import rules
from zhanggui.workforce.access import shift_for
from zhanggui.workforce.actions import CannotPlanShift, cancel_shift, plan_shift
from zhanggui.workforce.queries import OvertimeCard, ShiftCard, overtimes, shifts_between

_YEARS = range(2003, 2100)


@never_cache
@require_GET
@needs(SEE_TASKS)
def shifts(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff, _day(request.GET.get("day", "")), {})


@require_POST
@needs(EDIT_SHIFTS)
def plan(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("staff", "day", "begins", "ends")}
    day = _day(typed["day"])
    try:
        begins, ends = _time(typed["begins"]), _time(typed["ends"])
        if day is None or begins is None or ends is None:
            raise CannotPlanShift("请写日期和起止时间,如 2026-11-23,09:00 到 18:00")
        starts_at, ends_at = rules.span_of(day, begins, ends)
        who = id_in(typed["staff"]) or 0
        plan_shift(staff_id=who, starts_at=starts_at, ends_at=ends_at, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, day, typed, problem=str(refusal))
    return _page(request, staff, day, typed)  # the next one is often the same on another day


@require_POST
@needs(EDIT_SHIFTS)
def cancel(request: HttpRequest, staff: StaffCard, shift_id: int) -> HttpResponse:
    shift = shift_for(staff, shift_id)
    day = shop_day(shift.starts_at)
    try:
        cancel_shift(shift_id=shift.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, day, {}, problem=str(refusal))
    return _page(request, staff, day, {})


def _page(
    request: HttpRequest, staff: StaffCard, day: date | None, typed: dict[str, str], *, problem: str = ""
) -> HttpResponse:
    at = now()
    day = day or shop_day(at)
    monday = day - timedelta(days=day.weekday())
    context: dict[str, Any] = {
        "days": _week(staff.shop_id, monday),
        "overtimes": _overtimes(staff.shop_id, monday, at),
        "today": shop_day(at),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "people": colleagues(staff.shop_id),
        "typed": typed or {"day": day.isoformat(), "begins": "09:00", "ends": "18:00"},
        "edits": staff.may(EDIT_SHIFTS),
        "problem": problem,
        "at": at,
    }
    return render(request, "workforce/shifts.html", context, status=400 if problem else 200)


def _overtimes(shop_id: int, monday: date, at: datetime) -> list[tuple[OvertimeCard, int]]:
    """Each of the week's with its minutes."""
    since, until = (day_starts_at(monday + timedelta(days=days)) for days in (0, 8))
    return [(late, late.minutes(at)) for late in overtimes(shop_id, since, until)]


def _week(shop_id: int, monday: date) -> list[tuple[date, list[ShiftCard], list[ShiftCard]]]:
    """Each day with the shifts that begin on it, and those of the night before that go on into it."""
    since, until = (day_starts_at(monday + timedelta(days=days)) for days in (0, 7))
    found = shifts_between(shop_id, since, until)
    days = [monday + timedelta(days=days) for days in range(7)]
    return [
        (
            day,
            [shift for shift in found if shop_day(shift.starts_at) == day],
            [shift for shift in found if shop_day(shift.starts_at) < day <= _last_day(shift)],
        )
        for day in days
    ]


def _last_day(shift: ShiftCard) -> date:
    return shop_day(shift.ends_at - timedelta.resolution)  # one until midnight is over on its own day


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _time(text: str) -> time | None:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of the shop's day
    except ValueError:
        return None
