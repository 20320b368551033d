"""Who asked or looked and did not order: the list, and the task that writes to one of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.catalog.queries import item_card
from zhanggui.conversations.actions import Refused
from zhanggui.conversations.rules import is_client_id
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.outreach import queries
from zhanggui.outreach.access import interest_for, whose_list
from zhanggui.outreach.actions import close_follow_up, send_follow_up
from zhanggui.outreach.proposing import proposed_for
from zhanggui.outreach.rules.following import (
    CLOSING_TITLES,
    FOLLOW_UP_LETTERS,
    NIGHT_SAYS,
    WAITS_SAYS,
    cannot_write,
    is_day,
)
from zhanggui.outreach.settings import AGAIN_DAYS, INTEREST_DAYS
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, all_staff, setting_value
from zhanggui.shops.rules import RECEIVE, SEE_FIGURES


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    asked = {
        name: request.GET.get(name, "")[:40]
        for name in ("days", "agent", "item", "kind")
        if request.GET.get(name)
    }
    window = setting_value(staff.shop_id, INTEREST_DAYS, at=at)
    days = min(id_in(asked.get("days", "")) or window, 90)
    found = queries.undecided_page(
        staff.shop_id,
        at - timedelta(days=days),
        agent_id=whose_list(staff, id_in(asked.get("agent", ""))),
        item_id=id_in(asked.get("item", "")),
        kind=asked.get("kind", ""),
        after=request.GET.get("after", "")[:60],
    )
    item = item_card(id_in(asked.get("item", "")) or 0)
    context = {
        "found": found,
        "days": days,
        "asked": asked,
        "narrowed": {name: one for name, one in asked.items() if name != "days"},
        "item": item if item and item.shop_id == staff.shop_id else None,
        "kinds": queries.doubt_titles(staff.shop_id).items(),
        "agents": all_staff(staff.shop_id) if staff.may(SEE_FIGURES) else [],
        "next": urlencode({**asked, "after": found.after}) if found.after else "",
        "is_later": bool(request.GET.get("after")),
        "sees_all": staff.may(SEE_FIGURES),
        "again_days": setting_value(staff.shop_id, AGAIN_DAYS, at=at),
        "day": shop_day(at),
    }
    return render(request, "outreach/undecided.html", context)


@never_cache
@require_GET
@needs(RECEIVE)
def part(request: HttpRequest, staff: StaffCard, interest_id: int) -> HttpResponse:
    """What stands in the task beside the list of tasks."""
    return _part(request, staff, interest_id, now())


@require_POST
@needs(RECEIVE)
def send(request: HttpRequest, staff: StaffCard, interest_id: int) -> HttpResponse:
    at, card = now(), interest_for(staff, interest_id)
    text, client_id = request.POST.get("text", ""), request.POST.get("id", "")
    if not is_client_id(client_id):
        return _part(request, staff, card.id, at, problem=gettext("没有成功,稍后再试。"), text=text)
    try:
        outcome = send_follow_up(
            interest_id=card.id,
            text=text,
            client_id=client_id,
            reason=request.POST.get("reason", ""),
            by=staff.actor,
            at=at,
        )
    except UnableTo as refusal:
        return _part(request, staff, card.id, at, problem=gettext(str(refusal)), text=text)
    if isinstance(outcome, Refused):
        asks = outcome.code == "reason"
        return _part(request, staff, card.id, at, problem=outcome.why.translated(), text=text, asks=asks)
    return _done(request, staff, card.id, at)


@require_POST
@needs(RECEIVE)
def close(request: HttpRequest, staff: StaffCard, interest_id: int) -> HttpResponse:
    at, card = now(), interest_for(staff, interest_id)
    said = {name: request.POST.get(name, "") for name in ("outcome", "words")}
    try:
        close_follow_up(interest_id=card.id, **said, by=staff.actor, at=at)
    except UnableTo as refusal:
        return _part(request, staff, card.id, at, problem=gettext(str(refusal)))
    return _done(request, staff, card.id, at)


def _done(request: HttpRequest, staff: StaffCard, interest_id: int, at: datetime) -> HttpResponse:
    """What has become of it; the list of tasks beside it asks again."""
    answer = _part(request, staff, interest_id, at)
    answer["HX-Trigger"] = "changed-tasks"
    return answer


def _part(
    request: HttpRequest,
    staff: StaffCard,
    interest_id: int,
    at: datetime,
    *,
    problem: str = "",
    text: str | None = None,
    asks: bool = False,
) -> HttpResponse:
    card = interest_for(staff, interest_id)
    past, _ = queries.past_of([card.id])[card.id]
    limits = queries.limits_of(staff.shop_id, at=at)
    barred = cannot_write(past, limits, at=at)
    if not barred and past.waits:
        barred = WAITS_SAYS
    if not barred and not is_day(at, limits):
        barred = NIGHT_SAYS
    context: dict[str, Any] = {
        "card": card,
        "barred": gettext(barred) if barred else "",
        "is_open": not past.won and (past.closed_at is None or (past.last_at or at) > past.closed_at),
        "text": proposed_for(card, at=at) if text is None else text,
        "closings": CLOSING_TITLES.items(),
        "letters": FOLLOW_UP_LETTERS,
        "problem": problem,
        "asks": asks,
        "client_id": f"follow-{card.id}-{int(at.timestamp())}",
        "from_minutes": limits.from_minutes,
    }
    return render(request, "outreach/_undecided.html", context, status=400 if problem else 200)
