"""Which days a page of figures is asked for."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest

from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now

_MOST_DAYS = 92
_DAY = timedelta(days=1)


def asked_days(request: HttpRequest) -> tuple[date, date]:
    """As the page of figures asks; what cannot be read is today, what is too long is cut."""
    today = shop_day(now())
    try:
        first = date.fromisoformat(request.GET.get("from") or today.isoformat())
        last = date.fromisoformat(request.GET.get("to") or today.isoformat())
    except ValueError:
        return today, today
    if not date(2000, 1, 1) <= first <= last <= today + 366 * _DAY:
        return today, today
    return first, min(last, first + _MOST_DAYS * _DAY)
