from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers import actions, queries
from zhanggui.customers.access import buyer_for
from zhanggui.customers.queries import BuyerCard
from zhanggui.customers.rules import clean_words
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.panels import slots
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE


def _slot(request: HttpRequest, buyer: BuyerCard, *, problem: str = "") -> HttpResponse:
    return render(
        request,
        "customers/_slot.html",
        {
            "buyer": buyer,
            "tags": queries.tags_of(buyer.id),
            "notes": queries.notes_of(buyer.id),
            "known_tags": queries.known_tags(buyer.shop_id),
            "problem": problem,
        },
    )


@require_GET
@needs(RECEIVE)
def buyers(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    beginning, tag = (clean_words(request.GET.get(name, "")) for name in ("q", "tag"))
    before = id_in(request.GET.get("before", ""))
    context = {
        "page": queries.buyers_page(staff.shop_id, beginning=beginning, tag=tag, before=before),
        "known_tags": queries.known_tags(staff.shop_id),
        "text": beginning,
        "tag": tag,
        "first_page": before is None,
    }
    return render(request, "customers/list.html", context)


@require_GET
@needs(RECEIVE)
def buyer_page(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """All that the rooms have to say of one buyer: the slots that stand beside a talk."""
    buyer = buyer_for(staff, buyer_id)
    named_as = named(staff.shop_id, [("buyer", str(buyer.id))]).get(("buyer", str(buyer.id)))
    context = {
        "buyer": buyer,
        "talk": named_as.url if named_as and named_as.url != request.path else "",
        "slots": [(one.title, reverse(one.url_name, args=[buyer.id])) for one in slots()],
    }
    return render(request, "customers/buyer.html", context)


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, buyer_for(staff, buyer_id))


@require_POST
@needs(RECEIVE)
def name(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    actions.name_buyer(buyer=buyer, name=request.POST.get("name", ""), by=staff.actor, at=now())
    return _slot(request, buyer_for(staff, buyer_id))


@require_POST
@needs(RECEIVE)
def tag(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    try:
        actions.tag_buyer(buyer=buyer, name=request.POST.get("name", ""), by=staff.actor, at=now())
    except UnableTo as refusal:
        return _slot(request, buyer, problem=str(refusal))
    return _slot(request, buyer)


@require_POST
@needs(RECEIVE)
def untag(request: HttpRequest, staff: StaffCard, buyer_id: int, tag_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    actions.untag_buyer(buyer=buyer, tag_id=tag_id, by=staff.actor, at=now())
    return _slot(request, buyer)


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    try:
        actions.write_note(buyer=buyer, text=request.POST.get("text", ""), by=staff.actor, at=now())
    except UnableTo as refusal:
        return _slot(request, buyer, problem=str(refusal))
    return _slot(request, buyer)


@require_POST
@needs(RECEIVE)
def remove_note(request: HttpRequest, staff: StaffCard, buyer_id: int, note_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    try:
        actions.remove_note(buyer=buyer, note_id=note_id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _slot(request, buyer, problem=str(refusal))
    return _slot(request, buyer)
