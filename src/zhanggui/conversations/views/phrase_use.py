"""How phrases are used, and how fast and well talks went with and without them."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhanggui.conversations import queries
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE

DAYS, MOST_DAYS = 7, 31


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    today = shop_day(now())
    last = min(_day(request.GET.get("to", "")) or today, today)
    first = _day(request.GET.get("from", "")) or last - timedelta(days=DAYS - 1)
    first = max(min(first, last), last - timedelta(days=MOST_DAYS - 1))
    span = {"since": day_starts_at(first), "until": day_starts_at(last + timedelta(days=1))}
    speed = queries.speed_by_phrase(staff.shop_id, **span)
    sales = queries.sales_by_phrase(staff.shop_id, **span)
    context = {
        "first": first,
        "last": last,
        "most_days": MOST_DAYS,
        "unsettled": last > today - timedelta(days=3),
        "used": queries.phrases_used(staff.shop_id, **span),
        "sides": (
            ("用了快捷语", speed[True], sales[True]),
            ("没用快捷语", speed[False], sales[False]),
        ),
    }
    return render(request, "conversations/phrase_use.html", context)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9_000 else None
