"""The log of phone calls beside a talk and on the buyer's page."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import CallNote, CannotNoteCall, note_call
from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.foundation.calendar import SHANGHAI, day_span, from_shop_text, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, staff, _buyer_for(staff, buyer_id))


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer, said = _buyer_for(staff, buyer_id), request.POST
    try:
        call = CallNote(
            incoming=said.get("direction") != "out",
            number=said.get("number", ""),
            began_at=_instant(said.get("began", "")) or now(),
            minutes=id_in(said.get("minutes", "")) or 0,
            about=said.get("about", ""),
            outcome=said.get("outcome", ""),
            call_back_at=_instant(said.get("call_back", "")),
        )
        note_call(buyer=buyer, call=call, by=staff.actor, at=now())
    except CannotNoteCall as refusal:
        return _slot(request, staff, buyer, problem=gettext(str(refusal)))
    return _slot(request, staff, buyer)


def _buyer_for(staff: StaffCard, buyer_id: int) -> BuyerCard:
    buyer = buyer_card(buyer_id)
    if buyer is None or buyer.shop_id != staff.shop_id:
        raise Http404
    return buyer


def _instant(typed: str) -> datetime | None:
    """A browser's "2026-11-11T10:10"; None for nothing."""
    said = typed.strip().replace("T", " ")
    if not said:
        return None
    try:
        return from_shop_text(said)
    except (ValueError, OverflowError):
        raise CannotNoteCall("看不懂这个时间,请写成 2026-11-11 10:10") from None


def _slot(request: HttpRequest, staff: StaffCard, buyer: BuyerCard, *, problem: str = "") -> HttpResponse:
    at = now()
    since, until = day_span(shop_day(at))
    counted = queries.count_calls(staff.shop_id, since=since, until=until)
    context = {
        "buyer": buyer,
        "calls": queries.calls_with(buyer.id),
        "today": sum(counted.get(staff.id, (0, 0))),
        "outcomes": rules.CALL_OUTCOMES.items(),
        "began": at.astimezone(SHANGHAI),
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return render(request, "conversations/_calls.html", context)
