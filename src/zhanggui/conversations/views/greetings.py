"""Greeting rules: what the program says first."""

from __future__ import annotations

from datetime import date, time

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries, rules
from zhanggui.conversations.rules import Greeting
from zhanggui.conversations.settings import GREETING_AGAIN_HOURS
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, setting_value, shop_by_id
from zhanggui.shops.rules import EDIT_PHRASES, RECEIVE

WEEKDAYS = ((1, "一"), (2, "二"), (3, "三"), (4, "四"), (5, "五"), (6, "六"), (7, "日"))


def _page(request: HttpRequest, staff: StaffCard, problem: str = "") -> HttpResponse:
    at = now()
    context = {
        "cards": queries.greetings([staff.shop_id]),
        "shop": shop_by_id(staff.shop_id),
        "can_edit": staff.may(EDIT_PHRASES),
        "weekdays": WEEKDAYS,
        "whom": tuple(rules.WHOM_TITLES.items()),
        "channels": tuple(rules.CHANNEL_TITLES.items()),
        "variables": [one for one in PHRASE_VARIABLES if not one.of_agent],
        "again_hours": setting_value(staff.shop_id, GREETING_AGAIN_HOURS, at=at),
        "problem": problem,
        "typed": request.POST,
        "typed_days": [int(day) for day in request.POST.getlist("weekdays") if day in "1234567"],
    }
    return render(request, "conversations/greetings.html", context, status=400 if problem else 200)


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


def _written(request: HttpRequest, staff: StaffCard, greeting_id: int | None) -> HttpResponse:
    try:
        actions.write_greeting(
            shop_id=staff.shop_id,
            greeting_id=greeting_id,
            greeting=_typed(request.POST),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff)


def _typed(typed: QueryDict) -> Greeting:
    """What is no time and no day is not said."""
    return Greeting(
        text=typed.get("text", ""),
        whom=typed.get("whom", rules.ANYBODY),
        channel=typed.get("channel", ""),
        weekdays=tuple(int(day) for day in typed.getlist("weekdays") if day.isdecimal() and len(day) == 1),
        from_time=_time(typed.get("from_time", "")),
        until_time=_time(typed.get("until_time", "")),
        begins_on=_date(typed.get("begins_on", "")),
        ends_on=_date(typed.get("ends_on", "")),
    )


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
@needs(EDIT_PHRASES)
def add(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _written(request, staff, None)


@require_POST
@needs(EDIT_PHRASES)
def edit(request: HttpRequest, staff: StaffCard, greeting_id: int) -> HttpResponse:
    return _written(request, staff, greeting_id)


@require_POST
@needs(EDIT_PHRASES)
def raise_(request: HttpRequest, staff: StaffCard, greeting_id: int) -> HttpResponse:
    actions.raise_greeting(shop_id=staff.shop_id, greeting_id=greeting_id, by=staff.actor, at=now())
    return _page(request, staff)


@require_POST
@needs(EDIT_PHRASES)
def retire(request: HttpRequest, staff: StaffCard, greeting_id: int) -> HttpResponse:
    actions.retire_greeting(shop_id=staff.shop_id, greeting_id=greeting_id, by=staff.actor, at=now())
    return _page(request, staff)
