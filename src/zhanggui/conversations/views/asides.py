"""What an agent does beside the words: take over, note, whisper, say that nothing needs an answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions
from zhanggui.conversations.access import asides_for, conversation_for
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, WHISPER


@require_GET
@needs(RECEIVE)
def asides(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:  # noqa: ARG001
    """What this member may see beside the talk."""
    items = [
        {
            "id": one.id,
            "after": one.after,
            "kind": one.kind,
            "text": one.text,
            "by": one.by,
            "to": one.to,
            "at": one.at,
        }
        for one in asides_for(staff, conversation_for(staff, conversation_id))
    ]
    return JsonResponse({"items": items})


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    try:
        text = request.POST.get("text", "")
        actions.note_aside(conversation=conversation, text=text, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _refused(refusal)
    return HttpResponse(status=204)


@require_POST
@needs(WHISPER)
def whisper(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    try:
        text = request.POST.get("text", "")
        to = id_in(request.POST.get("to", ""))
        actions.whisper(conversation=conversation, text=text, to_id=to, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _refused(refusal)
    return HttpResponse(status=204)


@require_POST
@needs(RECEIVE)
def take(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:  # noqa: ARG001
    conversation = conversation_for(staff, conversation_id)
    actions.take_over(conversation=conversation, by=staff.actor, at=now())
    return HttpResponse(status=204)


@require_POST
@needs(RECEIVE)
def excuse(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    try:
        actions.excuse_wait(
            conversation=conversation, seen=id_in(request.POST.get("seen", "")), by=staff.actor, at=now()
        )
    except UnableTo as refusal:
        return _refused(refusal)
    return HttpResponse(status=204)


def _refused(refusal: UnableTo) -> JsonResponse:
    return JsonResponse({"say": gettext(str(refusal))}, status=400)
