from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.outreach import rules
from zhanggui.outreach.access import unpaid_for
from zhanggui.outreach.actions import close_order, record_intention
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_ORDERS


@never_cache
@require_GET
@needs(SEE_ORDERS)
def of_order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """A part of an order's card, and of its task; nothing when nobody is to be asked, nor ever was."""
    return _part(request, staff, order_id, now())


@require_POST
@needs(RECEIVE)
def intention(request: HttpRequest, staff: StaffCard, unpaid_id: int) -> HttpResponse:
    at = now()
    order = unpaid_for(staff, unpaid_id, at=at).order
    said = {name: request.POST.get(name, "") for name in ("intention", "words")}
    try:
        record_intention(order_id=order.id, **said, by=staff.actor, at=at)
    except UnableTo as refusal:
        return _part(request, staff, unpaid_id, at, problem=str(refusal), said=said)
    return _done(request, staff, unpaid_id, at)


@require_POST
@needs(RECEIVE)
def close(request: HttpRequest, staff: StaffCard, unpaid_id: int) -> HttpResponse:
    at = now()
    order = unpaid_for(staff, unpaid_id, at=at).order
    try:
        close_order(order_id=order.id, reason=request.POST.get("reason", ""), by=staff.actor, at=at)
    except UnableTo as refusal:
        return _part(request, staff, unpaid_id, at, problem=str(refusal))
    return _done(request, staff, unpaid_id, at)


def _done(request: HttpRequest, staff: StaffCard, order_id: int, at: datetime) -> HttpResponse:
    """What has become of it; the list of tasks beside it asks again."""
    answer = _part(request, staff, order_id, at)
    answer["HX-Trigger"] = "changed-tasks"
    return answer


def _part(
    request: HttpRequest,
    staff: StaffCard,
    order_id: int,
    at: datetime,
    *,
    problem: str = "",
    said: dict[str, str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "unpaid": unpaid_for(staff, order_id, at=at),
        "intentions": rules.INTENTIONS.items(),
        "may_ask": staff.may(RECEIVE),
        "problem": problem,
        "said": said or {},
        "at": at,
    }
    return render(request, "outreach/_unpaid.html", context, status=400 if problem else 200)
