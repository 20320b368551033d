from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhanggui.conversations.access import conversation_for
from zhanggui.conversations.queries import desk_rows
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.customers.access import buyer_for
from zhanggui.foundation.clock import now
from zhanggui.foundation.fragments import draw, draw_parts_too
from zhanggui.foundation.once import asked_once
from zhanggui.foundation.panels import slots
from zhanggui.pages.days import sections
from zhanggui.shops.access import member, needs
from zhanggui.shops.queries import StaffCard, colleagues, shop_by_id
from zhanggui.shops.rules import RECEIVE, SEE_ALL_TASKS, SEE_TASKS, WHISPER
from zhanggui.workforce.queries import MyPost, my_post, statuses


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "pages/refused.html", {"kind": "csrf"}, status=403)


def post_of(staff: StaffCard) -> MyPost:
    """How the member stands, for the bar of each of their pages."""
    return my_post(staff, at=now())


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    staff = member(request)
    if staff is None:
        return HttpResponseRedirect(resolve_url("login"))
    return HttpResponseRedirect(resolve_url("workspace" if staff.may(RECEIVE) else "orders"))


@never_cache
@require_GET
@needs(SEE_TASKS)
def day(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """What a day begins with: the numbers, and the list behind each."""
    at = now()
    found = sections(staff, at=at)
    follows = list(dict.fromkeys(name for one in found for name in one.part.follows))
    return render(
        request,
        "pages/day.html",
        {"sections": found, "follows": follows, "leads": staff.may(SEE_ALL_TASKS), "at": at},
    )


@require_GET
def healthy(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - anyone may ask
    """Answers only when the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@needs(RECEIVE)
def workspace(request: HttpRequest, staff: StaffCard, conversation_id: int | None = None) -> HttpResponse:
    opened = None
    if conversation_id is not None:
        opened = desk_rows([conversation_for(staff, conversation_id).id])[0][1]
    others = [one for one in colleagues(staff.shop_id) if one.may(RECEIVE) and one.id != staff.id]
    there = statuses([other.id for other in others], at=now())
    context = {
        "shop": shop_by_id(staff.shop_id),
        "opened": opened,  # its row, which the desk lacks when nobody waits there
        "colleagues": [(other, there.get(other.id, "")) for other in others],
        "may_whisper": staff.may(WHISPER),
        "phrase_variables": {one.key: gettext(one.meaning) for one in PHRASE_VARIABLES},
        "slots": [
            {
                "key": slot.key,
                "title": slot.title,
                "url": reverse(slot.url_name, args=[0]),
                "follows": slot.follows,
            }
            for slot in slots()
        ],
    }
    return render(request, "conversations/workspace.html", context)


@require_GET
@needs(RECEIVE)
def beside(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """The right column in one answer: of each slot the status and the fragment that its own address would
    answer. `only` names the slots, all of them where it is missing; what was chosen in one stands under its
    key ("needs=category%3Dshoes")."""
    only = request.GET.getlist("only")
    draw_parts_too(request)
    with asked_once():
        buyer = buyer_for(staff, buyer_id)
        drawn = {
            slot.key: draw(request, slot.url_name, buyer.id, query=request.GET.get(slot.key, ""))
            for slot in slots()
            if not only or slot.key in only
        }
    answer = {key: {"status": one.status, "fragment": one.text} for key, one in drawn.items()}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
