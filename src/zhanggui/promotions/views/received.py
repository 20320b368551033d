"""What buyers say to have received: coupons and an event's vouchers."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhanggui.foundation.clock import now
from zhanggui.promotions import queries
from zhanggui.promotions.actions import CannotNoteReceived, note_received
from zhanggui.promotions.views.going import go
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_OFFERS

_FIELDS = ("nick", "held", "received", "used")


@never_cache
@require_http_methods(["GET", "POST"])
@needs(EDIT_OFFERS)
def received(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    if request.method == "GET":
        return _page(request, staff, {"received": "1", "used": "0"})
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    kind, _, number = typed["held"].partition("-")
    try:
        note_received(
            nick=typed["nick"],
            coupon_id=_number(number) if kind == "coupon" else None,
            event_id=_number(number) if kind == "event" else None,
            received=_number(typed["received"]),
            used=_number(typed["used"]),
            by=staff.actor,
            at=now(),
        )
    except CannotNoteReceived as refusal:
        return _page(request, staff, typed, refusal.problems)
    return go("received")


def _number(text: str) -> int:
    """-1: it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _page(
    request: HttpRequest, staff: StaffCard, typed: dict[str, str], problems: Sequence[str] = ()
) -> HttpResponse:
    at = now()
    context = {
        "typed": typed,
        "problems": problems,
        "coupons": [
            (f"coupon-{one.id}", one.coupon.name) for one in queries.coupon_cards(staff.shop_id, alive_at=at)
        ],
        "events": [(f"event-{one.id}", one.name) for one in queries.event_cards(staff.shop_id)],
        "rows": queries.newest_noted(staff.shop_id),
    }
    return render(request, "promotions/received.html", context, status=422 if problems else 200)
