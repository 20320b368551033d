"""The agent's side: what the workspace asks for beside its socket."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries, rules
from zhanggui.conversations.access import conversation_for
from zhanggui.conversations.search import answers_for, phrases_for
from zhanggui.conversations.views.filling import filled
from zhanggui.conversations.views.pictures import sent
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, staff_by_id
from zhanggui.shops.rules import RECEIVE
from zhanggui.workforce.queries import OnDuty, on_duty
from zhanggui.workforce.rules import ONLINE, STATE_TITLES


@require_GET
@needs(RECEIVE)
def phrases(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    """The palette behind "/": phrases for what was typed, filled for this buyer."""
    conversation = conversation_for(staff, conversation_id)
    if request.GET.get("group") == rules.SHORT:
        found = queries.short_texts(staff.shop_id, staff.id)
    else:
        found = phrases_for(staff, request.GET.get("q", "")[:60])
    return JsonResponse({"items": filled(staff, buyer_card(conversation.buyer_id), found)})


@require_GET
@needs(RECEIVE)
def suggestions(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    """The best three phrases for the buyer's last words, each with what it stands on."""
    conversation = conversation_for(staff, conversation_id)
    asked = queries.last_buyer_text(conversation.id, id_in(request.GET.get("position", "")))
    hits = answers_for(staff, asked)
    items = filled(staff, buyer_card(conversation.buyer_id), [hit.phrase for hit in hits])
    for entry, hit in zip(items, hits, strict=True):
        words = "".join(f"「{word}」" for word in hit.words)
        entry["stands_on"] = gettext("快捷语 · %(category)s · 命中%(words)s") % {
            "category": hit.phrase.category,
            "words": words,
        }
    said = queries.open_words([conversation.id]).get(conversation.id, [])
    return JsonResponse({"items": items, "excusable": rules.is_excusable(said)})


@require_GET
@needs(RECEIVE)
def recent(request: HttpRequest, staff: StaffCard) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """The latest talks, whoever had them and whether they ended."""
    return JsonResponse({"rows": queries.recent(staff.shop_id)})


@require_GET
@needs(RECEIVE)
def colleagues(request: HttpRequest, staff: StaffCard) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """How everybody stands who may receive, for whoever passes a buyer on."""
    items = [
        {"id": one.staff_id, "state": one.state, "says": gettext(_stands(one)) if one.why_not else ""}
        for one in on_duty(staff.shop_id, at=now())
    ]
    return JsonResponse({"items": items})


def _stands(one: OnDuty) -> str:
    """In as few words as a line of a menu has room for."""
    return one.why_not if one.state == ONLINE else STATE_TITLES[one.state]


@require_GET
@needs(RECEIVE)
def pace(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:  # noqa: ARG001
    """How fast this buyer was answered today."""
    conversation = conversation_for(staff, conversation_id)
    words = queries.words_since(conversation.id, day_starts_at(shop_day(now())))
    return JsonResponse(asdict(rules.pace(words)))


@require_POST
@needs(RECEIVE)
def used(request: HttpRequest, staff: StaffCard, phrase_id: int) -> HttpResponse:  # noqa: ARG001 - nothing is posted
    actions.count_use(shop_id=staff.shop_id, phrase_id=phrase_id)
    return HttpResponse(status=204)


@require_POST
@needs(RECEIVE)
def transfer(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    to = id_in(request.POST.get("to", ""))
    colleague = staff_by_id(to) if to is not None else None
    if colleague is None:
        return _said(gettext("请选择一位同事"))
    try:
        note = request.POST.get("note", "")
        actions.transfer_reception(
            conversation=conversation, to=colleague, note=note, by=staff.actor, at=now()
        )
    except UnableTo as refusal:
        return _said(gettext(str(refusal)))
    return HttpResponse(status=204)


@require_POST
@needs(RECEIVE)
def close(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    try:
        seen = id_in(request.POST.get("seen", ""))
        actions.end_reception(conversation=conversation, seen=seen, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _said(gettext(str(refusal)))
    return HttpResponse(status=204)


@require_POST
@needs(RECEIVE)
def picture(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    return sent(request, conversation_id=conversation.id, side=rules.STAFF, by=staff)


def _said(words: str) -> HttpResponse:
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
