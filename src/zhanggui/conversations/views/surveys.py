"""How a reception was: asked beside the talk, answered on the card or behind the link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.conversations import actions, queries
from zhanggui.conversations.access import (
    conversation_of_buyer_for,
    shop_for_visitors,
    survey_behind,
    survey_for_visitor,
)
from zhanggui.conversations.links import house_address, survey_link, survey_words
from zhanggui.conversations.queries import SurveyCard
from zhanggui.conversations.rules.surveys import (
    NOT_ANSWERED,
    POINT_TITLES,
    WHY_NOT_SAYS,
    WORDS_LETTERS,
    State,
)
from zhanggui.customers.access import buyer_for
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import member, needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import RECEIVE


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, staff, buyer_id)


@require_POST
@needs(RECEIVE)
def invite(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    talk = conversation_of_buyer_for(staff, buyer_id)
    if talk is None:
        return _slot(request, staff, buyer_id, problem=gettext(WHY_NOT_SAYS[NOT_ANSWERED]))
    try:
        actions.invite_to_judge(conversation_id=talk.id, base=_base(request), by=staff.actor, at=now())
    except UnableTo as refusal:
        return _slot(request, staff, buyer_id, problem=gettext(str(refusal)))
    return _slot(request, staff, buyer_id)


def _slot(request: HttpRequest, staff: StaffCard, buyer_id: int, *, problem: str = "") -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    surveys = queries.surveys_of_buyer(buyer.id)
    copied = surveys and surveys[0].is_by_hand and surveys[0].state(now()) is State.OPEN
    context = {
        "buyer": buyer,
        "surveys": surveys,
        "problem": problem,
        "text": survey_words(surveys[0].id, base=_base(request)) if copied else "",
    }
    return render(request, "conversations/_survey.html", context)


@require_POST
def answer(request: HttpRequest, slug: str, survey_id: int) -> HttpResponse:
    """The visitor's key on the card."""
    shop = shop_for_visitors(slug)
    survey = survey_for_visitor(request, shop, survey_id)
    try:
        actions.judge_reception(
            survey_id=survey.id,
            points=_points(request.POST.get("answer", "")),
            link=survey_link(survey.id, base=_base(request)),
            once=True,
            by=_buyer(survey),
            at=now(),
        )
    except UnableTo as refusal:
        return JsonResponse({"ok": False, "say": gettext(str(refusal))}, status=400)
    return JsonResponse({"ok": True})


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, survey_token: str) -> HttpResponse:
    """Behind the link: no login, five choices, a few words. Who works in the shop does not judge."""
    at = now()
    survey = survey_behind(survey_token)
    if survey is None:
        return render(request, "conversations/survey.html", {"state": "unknown"}, status=404)
    staff = member(request)
    is_staff = staff is not None and staff.shop_id == survey.shop_id
    problem = ""
    if request.method == "POST" and not is_staff:
        try:
            actions.judge_reception(
                survey_id=survey.id,
                points=_points(request.POST.get("points", "")),
                words=request.POST.get("words", ""),
                by=_buyer(survey),
                at=at,
            )
        except UnableTo as refusal:
            problem = gettext(str(refusal))
        else:
            where = reverse("survey", args=[survey_token])
            return HttpResponseRedirect(f"{where}?thanks")
    context = {
        "state": survey.state(at).value,
        "survey": survey,
        "shop": shop_by_id(survey.shop_id),
        "choices": POINT_TITLES.items(),
        "chosen": _points(request.POST.get("points", "")) or survey.points,
        "words": request.POST.get("words", survey.words),
        "letters": WORDS_LETTERS,
        "thanks": "thanks" in request.GET and survey.state(at) is State.CHANGEABLE,
        "is_staff": is_staff,
        "problem": problem,
    }
    response = render(request, "conversations/survey.html", context, status=400 if problem else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


def _points(text: str) -> int:
    """0 for what is none."""
    return int(text) if text in {str(one) for one in POINT_TITLES} else 0


def _buyer(survey: SurveyCard) -> Actor:
    return Actor(kind="visitor", id=survey.buyer_id, name=survey.buyer, shop_id=survey.shop_id)


def _base(request: HttpRequest) -> str:
    return house_address() or request.build_absolute_uri("/")
