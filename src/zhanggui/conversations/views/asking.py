"""Asking the lead: from the talk, in the worklist, and the answer beside the talk."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries
from zhanggui.conversations.access import conversation_for, conversation_of_buyer_for
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_ALL_TASKS

LATELY = timedelta(hours=24)
FRESH = timedelta(hours=1)


@require_POST
@needs(RECEIVE)
def ask(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    question = request.POST.get("question", "")
    try:
        actions.ask_lead(conversation=conversation, question=question, by=staff.actor, at=now())
    except UnableTo as refusal:
        return HttpResponse(gettext(str(refusal)), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_GET
@needs(SEE_ALL_TASKS)
def question_part(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    return _part(request, staff, conversation_id)


@require_POST
@needs(SEE_ALL_TASKS)
def answer(request: HttpRequest, staff: StaffCard, conversation_id: int) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    words = request.POST.get("answer", "")
    try:
        actions.answer_question(conversation=conversation, answer=words, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _part(request, staff, conversation_id, problem=str(refusal), typed=words)
    done = _part(request, staff, conversation_id)
    done["HX-Trigger"] = "changed-tasks"
    return done


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """What was asked about this buyer's talk in the last day, and what the lead said."""
    conversation = conversation_of_buyer_for(staff, buyer_id)
    questions = queries.questions_about(conversation, since=now() - LATELY) if conversation else []
    return render(request, "conversations/_questions.html", {"questions": questions})


@require_GET
@needs(RECEIVE)
def answers(request: HttpRequest, staff: StaffCard) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """What this member asked and was told within the hour, newest first."""
    found = queries.answers_for(staff.shop_id, staff.actor.name, since=now() - FRESH)
    return JsonResponse({"items": found})


def _part(
    request: HttpRequest, staff: StaffCard, conversation_id: int, *, problem: str = "", typed: str = ""
) -> HttpResponse:
    conversation = conversation_for(staff, conversation_id)
    context = {
        "conversation": conversation,
        "buyer": buyer_card(conversation.buyer_id),
        "questions": queries.questions_about(conversation, since=now() - LATELY),
        "messages": queries.messages_before(conversation.id, conversation.last_position + 1, 6),
        "problem": problem,
        "typed": typed,
    }
    return render(request, "conversations/_question_part.html", context, status=400 if problem else 200)
