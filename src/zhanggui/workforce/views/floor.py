"""Who is there now, and what each takes on: the lead's page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.words import Named, named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, setting_value
from zhanggui.shops.rules import EDIT_SHIFTS, RECEIVE
from zhanggui.workforce import rules
from zhanggui.workforce.access import receiver_for
from zhanggui.workforce.actions import CannotSetDuty, set_duty
from zhanggui.workforce.parts import OpenThing
from zhanggui.workforce.queries import PersonNow, my_post, open_things, people_now
from zhanggui.workforce.settings import BREAK_SECONDS


@never_cache
@require_GET
@needs(EDIT_SHIFTS)
def floor(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    watching = id_in(request.GET.get("of", ""))
    return _page(request, staff, id_in(request.GET.get("edit", "")), watching)


@require_POST
@needs(EDIT_SHIFTS)
def duty(request: HttpRequest, staff: StaffCard, staff_id: int) -> HttpResponse:
    one = receiver_for(staff, staff_id)
    typed = {"cap": request.POST.get("cap", "").strip(), "skills": request.POST.get("skills", "")}
    try:
        skills = rules.skills_in(typed["skills"])
        set_duty(staff_id=one.id, cap=_cap(typed["cap"]), skills=skills, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, staff_id, typed=typed, problem=str(refusal))
    answer = _page(request, staff, None, saved=one.name)
    answer["HX-Push-Url"] = reverse("floor")
    return answer


def _cap(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise CannotSetDuty("请写一个数字,或者留空")
    return int(text[:9]) if text else None


@never_cache
@require_GET
@needs(RECEIVE)
def mine(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """For the bar of a page that has heard of a change."""
    return render(request, "workforce/_post.html", {"post": my_post(staff, at=now())})


def _page(
    request: HttpRequest, staff: StaffCard, editing: int | None, watching: int | None = None, **said: Any
) -> HttpResponse:
    at = now()
    people = people_now(staff.shop_id, at=at)
    one = next((person for person in people if person.duty.staff_id == editing), None)
    watched = next((person for person in people if person.duty.staff_id == watching), None)
    context = {
        "people": people,
        "watched": watched,
        "things": _things(staff.shop_id, watched.duty.staff_id, at) if watched else [],
        "there": sum(person.duty.state != rules.GONE for person in people),
        "taking": sum(person.duty.takes_new for person in people),
        "break_seconds": setting_value(staff.shop_id, BREAK_SECONDS, at=at),
        "edited": one,
        "typed": _typed(one) if one else None,
        "at": at,
        **said,
    }
    return render(request, "workforce/floor.html", context, status=400 if said.get("problem") else 200)


def _things(shop_id: int, staff_id: int, at: datetime) -> list[tuple[OpenThing, Named | None]]:
    """What a member has in hand, each with where it opens: the lead looks on as they serve."""
    things = open_things(shop_id, staff_id, at=at)[: rules.NOTED_LINES]
    names = named(shop_id, [(one.thing, str(one.thing_id)) for one in things])
    return [(one, names.get((one.thing, str(one.thing_id)))) for one in things]


def _typed(one: PersonNow) -> dict[str, str]:
    return {"cap": "" if one.duty.own_cap is None else str(one.duty.own_cap), "skills": "、".join(one.skills)}
