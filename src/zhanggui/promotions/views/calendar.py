from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.promotions import queries
from zhanggui.promotions.actions import CannotPlanCampaign, cancel_campaign, plan_campaign
from zhanggui.promotions.queries import CampaignCard, EventCard
from zhanggui.promotions.views.going import go
from zhanggui.promotions.views.offers import said_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_OFFERS, SEE_ORDERS

_AHEAD, _BACK = timedelta(days=400), timedelta(days=60)
_YEARS = range(2003, 2100)


@never_cache
@require_GET
@needs(SEE_ORDERS)
def calendar(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The days of a year from now on."""
    return _shown(request, staff)


@require_POST
@needs(EDIT_OFFERS)
def plan(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """An entry of the shop's own."""
    said = said_in(request)
    try:
        plan_campaign(
            name=said.get("name", ""),
            starts_on=_day(said.get("starts_on", "")),
            ends_on=_day(said.get("ends_on", "")),
            note=said.get("note", ""),
            by=staff.actor,
            at=now(),
        )
    except CannotPlanCampaign as refusal:
        return _shown(request, staff, refusal.problems)
    return go("offers_calendar")


@require_POST
@needs(EDIT_OFFERS)
def cancel(_request: HttpRequest, staff: StaffCard, campaign_id: int) -> HttpResponse:
    cancel_campaign(campaign_id=campaign_id, by=staff.actor, at=now())
    return go("offers_calendar")


def _shown(request: HttpRequest, staff: StaffCard, problems: Sequence[str] = ()) -> HttpResponse:
    today = shop_day(now())
    found = queries.campaigns(staff.shop_id, today - _BACK, today + _AHEAD)
    events = [one for one in queries.event_cards(staff.shop_id) if shop_day(one.usable_until) > today]
    context = {
        "today": today,
        "coming": [
            (one, (one.starts_on - today).days, _event_of(one, events))
            for one in found
            if one.ends_on >= today
        ],
        "over": [one for one in found if one.ends_on < today],
        "problems": problems,
        "said": request.POST,
        "may_edit": staff.may(EDIT_OFFERS),
    }
    return render(request, "promotions/calendar.html", context, status=422 if problems else 200)


def _event_of(campaign: CampaignCard, events: list[EventCard]) -> EventCard | None:
    """What the shop has told of the marketplace's event on these days."""
    days = campaign.starts_on, campaign.ends_on
    return next((one for one in events if days[0] <= shop_day(one.usable_from) <= days[1]), None)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
