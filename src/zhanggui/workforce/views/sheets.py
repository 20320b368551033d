"""The end of a shift: what is open goes on a sheet, the next one confirms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_TASKS
from zhanggui.workforce import queries, rules
from zhanggui.workforce.access import sheet_for
from zhanggui.workforce.actions import confirm_hand_over, hand_over, withdraw_hand_over


@never_cache
@require_GET
@needs(SEE_TASKS)
def own(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


@require_POST
@needs(SEE_TASKS)
def write(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    notes = {
        name.removeprefix("note-"): text for name, text in request.POST.items() if name.startswith("note-")
    }
    try:
        sheet_id = hand_over(
            notes={key: str(text) for key, text in notes.items()},
            own=rules.own_lines(request.POST.get("own", "")),
            note=request.POST.get("note", ""),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    answer = _sheet(request, staff, sheet_id)
    answer["HX-Push-Url"] = reverse("sheet", args=[sheet_id])  # a reload writes no second one
    return answer


@never_cache
@require_GET
@needs(SEE_TASKS)
def sheet(request: HttpRequest, staff: StaffCard, sheet_id: int) -> HttpResponse:
    return _sheet(request, staff, sheet_id)


@require_POST
@needs(SEE_TASKS)
def confirm(request: HttpRequest, staff: StaffCard, sheet_id: int) -> HttpResponse:
    card, _ = sheet_for(staff, sheet_id)
    try:
        confirm_hand_over(sheet_id=card.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _sheet(request, staff, sheet_id, problem=str(refusal))
    return _sheet(request, staff, sheet_id)


@require_POST
@needs(SEE_TASKS)
def withdraw(request: HttpRequest, staff: StaffCard, own_sheet_id: int) -> HttpResponse:
    card, _ = sheet_for(staff, own_sheet_id)
    try:
        withdraw_hand_over(sheet_id=card.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _sheet(request, staff, own_sheet_id, problem=str(refusal))
    answer = _page(request, staff)
    answer["HX-Push-Url"] = reverse("hand_over")
    return answer


def _page(request: HttpRequest, staff: StaffCard, *, problem: str = "") -> HttpResponse:
    at = now()
    things = queries.open_things(staff.shop_id, staff.id, at=at)
    noted = things[: rules.NOTED_LINES]
    names = named(staff.shop_id, [(one.thing, str(one.thing_id)) for one in noted])
    waiting = queries.sheets_waiting(staff.shop_id)
    history, before = queries.sheets_page(staff.shop_id, before_id=id_in(request.GET.get("before", "")))
    mine = next((one for one in waiting if one.staff_id == staff.id), None)
    said = queries.said_on(mine.id) if mine else {}
    context: dict[str, Any] = {
        "shift": queries.shift_to_hand_over(staff.id, at=at),
        "things": [
            (one, names.get((one.thing, str(one.thing_id))), said.get(one.line, one.note)) for one in noted
        ],
        "more": len(things) - len(noted),
        "mine": mine,
        "others": [one for one in waiting if one.staff_id != staff.id],
        "history": [one for one in history if not one.waits],
        "before": before,
        "problem": problem,
        "typed": request.POST,
        "at": at,
    }
    return render(request, "workforce/hand_over.html", context, status=400 if problem else 200)


def _sheet(request: HttpRequest, staff: StaffCard, sheet_id: int, *, problem: str = "") -> HttpResponse:
    card, lines = sheet_for(staff, sheet_id)
    names = named(staff.shop_id, [line.subject for line in lines if line.thing])
    at = now()
    context = {
        "sheet": card,
        "overtime": card.overtime.minutes(at) if card.overtime else None,
        "lines": [(line, names.get(line.subject)) for line in lines],
        "is_mine": card.staff_id == staff.id,
        "problem": problem,
        "at": at,
    }
    return render(request, "workforce/sheet.html", context, status=400 if problem else 200)
