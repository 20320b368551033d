"""The shop's phrases: read by everyone who receives, written by those who may."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries
from zhanggui.conversations.actions import PhraseText
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_PHRASES, RECEIVE


def _page(request: HttpRequest, staff: StaffCard, problem: str = "") -> HttpResponse:
    context = {
        "phrases": queries.phrases(staff.shop_id),
        "can_edit": staff.may(EDIT_PHRASES),
        "variables": list(PHRASE_VARIABLES),
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "conversations/phrases.html", context, status=400 if problem else 200)


@require_GET
@needs(RECEIVE)
def phrases(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


def _written(request: HttpRequest, staff: StaffCard, phrase_id: int | None) -> HttpResponse:
    try:
        actions.write_phrase(
            shop_id=staff.shop_id,
            phrase_id=phrase_id,
            phrase=PhraseText(
                group=request.POST.get("group", ""),
                category=request.POST.get("category", ""),
                title=request.POST.get("title", ""),
                text=request.POST.get("text", ""),
                asks=tuple(request.POST.get("asks", "").splitlines()),
                shortcut=request.POST.get("shortcut", ""),
            ),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff)


@require_POST
@needs(EDIT_PHRASES)
def add(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _written(request, staff, None)


@require_POST
@needs(EDIT_PHRASES)
def edit(request: HttpRequest, staff: StaffCard, phrase_id: int) -> HttpResponse:
    return _written(request, staff, phrase_id)


@require_POST
@needs(EDIT_PHRASES)
def retire(request: HttpRequest, staff: StaffCard, phrase_id: int) -> HttpResponse:
    actions.retire_phrase(shop_id=staff.shop_id, phrase_id=phrase_id, by=staff.actor, at=now())
    return _page(request, staff)
