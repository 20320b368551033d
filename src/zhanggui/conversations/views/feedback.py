"""What buyers think: marked beside the talk, counted by item and month."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.catalog.queries import item_cards, items_of_buyer
from zhanggui.conversations import actions, queries
from zhanggui.conversations.parts import OPINIONS
from zhanggui.conversations.rules.feedback import KIND_TITLES, SUBJECT_TITLES, subject_in
from zhanggui.customers.access import buyer_for
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_FIGURES

_FEW_DAYS = timedelta(days=4)
_LATELY = timedelta(days=1)  # what the buyer said since then tells what it is about


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, staff, buyer_id)


@require_POST
@needs(RECEIVE)
def mark(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    problem = ""
    try:
        actions.mark_feedback(
            buyer=buyer,
            kind=request.POST.get("kind", ""),
            subject=request.POST.get("subject", ""),
            item_id=id_in(request.POST.get("item", "")),
            words=request.POST.get("words", ""),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        problem = gettext(str(refusal))
    return _slot(request, staff, buyer_id, problem)


@require_POST
@needs(RECEIVE)
def unmark(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    feedback_id, problem = id_in(request.POST.get("feedback", "")), ""
    if feedback_id is not None:
        try:
            actions.unmark_feedback(feedback_id=feedback_id, buyer=buyer, by=staff.actor, at=now())
        except UnableTo as refusal:
            problem = gettext(str(refusal))
    return _slot(request, staff, buyer_id, problem)


@require_GET
@needs(SEE_FIGURES)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    first = _month_in(request.GET.get("month", "")) or shop_day(now()).replace(day=1)
    after = (first.replace(day=28) + _FEW_DAYS).replace(day=1)
    span = {"since": day_starts_at(first), "until": day_starts_at(after)}
    kind, subject = request.GET.get("kind", ""), request.GET.get("subject", "")
    item_id = id_in(request.GET.get("item", ""))
    by_item = queries.feedback_by_item(staff.shop_id, **span)
    cases = queries.feedback_cases(staff.shop_id, **span, kind=kind, subject=subject, item_id=item_id)
    month = f"{first:%Y-%m}"
    context = {
        "month": month,
        "kinds": KIND_TITLES.items(),
        "subjects": SUBJECT_TITLES.items(),
        "rows": [
            (
                one,
                [
                    (title, number, _query(month, one.item_id or 0, kind=key))
                    for key, title in KIND_TITLES.items()
                    for number in (one.of(key),)
                ],
                [
                    (title, number, _query(month, one.item_id or 0, subject=key))
                    for key, title in SUBJECT_TITLES.items()
                    for number in (one.about(key),)
                ],
            )
            for one in by_item
        ],
        "cases": cases,
        "chosen": [KIND_TITLES.get(kind, ""), SUBJECT_TITLES.get(subject, "")],
        "is_chosen": bool(kind or subject or item_id is not None),
    }
    return render(request, "conversations/feedback.html", context)


def _query(month: str, item_id: int, **more: str) -> str:
    return urlencode({"month": month, "item": item_id, **more})


def _month_in(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _slot(request: HttpRequest, staff: StaffCard, buyer_id: int, problem: str = "") -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    items = item_cards(staff.shop_id, items_of_buyer(staff.shop_id, buyer.id)[:10])
    about = subject_in(queries.buyers_texts([buyer.id], now() - _LATELY).get(buyer.id, []))
    context = {
        "buyer": buyer,
        "kinds": [(key, title) for key, title in KIND_TITLES.items() if OPINIONS.get(key) is None],
        "subjects": SUBJECT_TITLES.items(),
        "about": about,
        "items": list(items.values()),
        "marked": [(one, one.by_id == staff.id) for one in queries.feedback_of_buyer(buyer.id)],
        "problem": problem,
    }
    return render(request, "conversations/_feedback.html", context)
