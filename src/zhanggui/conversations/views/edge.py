"""The slim page beside the marketplace's own chat client, which holds its talks and lets nobody in."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries, rules
from zhanggui.conversations.actions import CannotCopy
from zhanggui.conversations.live.callers import in_words
from zhanggui.conversations.search import phrase_index
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.conversations.views.filling import filled
from zhanggui.customers.access import buyer_for
from zhanggui.customers.actions import note_buyer
from zhanggui.customers.queries import BuyerCard, buyer_card, marketplace_buyer
from zhanggui.customers.rules import clean_words, is_nick
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.panels import slots
from zhanggui.orders.queries import OrderCard, find_orders
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import RECEIVE, SEE_ORDERS

PHRASES: Final = 9  # as many as there are digit keys
_SIDES: Final = {"waiting": rules.BUYER, "answered": rules.STAFF}
# What the chat client puts before a nick when it is copied there, and a number within a copied line.
_PREFIX: Final = "cntaobao"
_NUMBER: Final = re.compile(r"(?<!\d)\d{15,21}(?!\d)")


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    context = {
        "shop": shop_by_id(staff.shop_id),
        "slots": slots(),
        "phrase_variables": {one.key: gettext(one.meaning) for one in PHRASE_VARIABLES},
    }
    return render(request, "conversations/edge.html", context)


@dataclass(frozen=True)
class _Found:
    buyers: dict[int, dict[str, object]]
    orders: list[dict[str, object]]  # whose file did not name the buyer


@require_GET
@needs(RECEIVE)
def find(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Who is meant by a nick, an order number or the last four digits of a phone."""
    text = clean_words(request.GET.get("q", ""))[:200].removeprefix(_PREFIX)
    buyer = marketplace_buyer(staff.shop_id, text) if text else None
    if buyer is not None:
        return JsonResponse({"items": [_named(buyer)], "orders": [], "unknown": ""})
    number = _NUMBER.search(text)
    orders = find_orders(staff.shop_id, number[0] if number else text) if staff.may(SEE_ORDERS) else []
    found = _buyers_of(orders)
    is_number = text.replace(" ", "").isdigit() or number is not None
    unknown = text if not orders and not is_number and is_nick(text) else ""
    return JsonResponse({"items": list(found.buyers.values()), "orders": found.orders, "unknown": unknown})


def _buyers_of(orders: list[OrderCard]) -> _Found:
    found = _Found({}, [])
    for order in orders:
        buyer = buyer_card(order.buyer_id) if order.buyer_id and order.buyer_id not in found.buyers else None
        if order.buyer_id is None:
            found.orders.append({"id": order.id, "number": order.number, "title": order.title})
        elif buyer is not None:
            found.buyers[buyer.id] = {**_named(buyer), "order": order.number, "title": order.title}
    return found


def _named(buyer: BuyerCard) -> dict[str, object]:
    return {"buyer": buyer.id, "name": buyer.name}


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """A nick that the shop has not met."""
    try:
        nick = request.POST.get("nick", "")
        buyer = note_buyer(shop_id=staff.shop_id, nick=nick, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _refused(refusal)
    return JsonResponse(_named(buyer))


@require_GET
@needs(RECEIVE)
def talk(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:  # noqa: ARG001
    return _standing(staff, buyer_for(staff, buyer_id))


def _standing(staff: StaffCard, buyer: BuyerCard) -> JsonResponse:
    """Where the talk with this buyer stands, and which press may be taken back."""
    row = queries.row_of_buyer(buyer.id)
    back = queries.press_to_take_back(buyer.id, staff.id)
    return JsonResponse({**_named(buyer), "visitor": buyer.is_visitor, "row": row, "back": back})


@require_POST
@needs(RECEIVE)
def press(request: HttpRequest, staff: StaffCard, marketplace_buyer_id: int) -> HttpResponse:
    """`what` is waiting or answered; `seen` the position up to which the page knew the talk."""
    buyer = buyer_for(staff, marketplace_buyer_id)
    side = _SIDES.get(request.POST.get("what", ""))
    if side is None:
        raise Http404
    seen = id_in(request.POST.get("seen", "0")) or 0
    try:
        actions.press(buyer=buyer, side=side, seen=seen, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _refused(refusal)
    return _standing(staff, buyer)


@require_POST
@needs(RECEIVE)
def back(request: HttpRequest, staff: StaffCard, marketplace_buyer_id: int) -> HttpResponse:
    """Takes a press back, by its position."""
    buyer = buyer_for(staff, marketplace_buyer_id)
    position = id_in(request.POST.get("position", "")) or 0
    try:
        actions.take_back(buyer=buyer, position=position, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _refused(refusal)
    return _standing(staff, buyer)


@require_GET
@needs(RECEIVE)
def phrases(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Phrases for what was typed behind "/", filled for the buyer, if one is named."""
    found = phrase_index(staff.shop_id).matching(request.GET.get("q", "")[:60], PHRASES)
    return JsonResponse({"items": filled(staff, _buyer(staff, request.GET.get("buyer", "")), found)})


@require_POST
@needs(RECEIVE)
def copy(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Asked before a text is copied, a phrase's or a draft's: the answer says whether it may leave."""
    buyer = _buyer(staff, request.POST.get("buyer", ""))
    conversation = queries.conversation_of_buyer(buyer.id) if buyer else None
    try:
        text = actions.copy_text(
            text=request.POST.get("text", ""),
            reason=request.POST.get("reason", ""),
            conversation_id=conversation.id if conversation else None,
            by=staff.actor,
            at=now(),
        )
    except CannotCopy as refusal:
        # No failure: to be told what may not leave is what was asked for.
        findings = [asdict(one) for one in in_words(refusal.findings)]
        return JsonResponse({"code": refusal.code, "say": gettext(str(refusal)), "findings": findings})
    phrase_id = id_in(request.POST.get("phrase", ""))
    if phrase_id is not None:
        actions.count_use(shop_id=staff.shop_id, phrase_id=phrase_id)
    return JsonResponse({"text": text})


def _buyer(staff: StaffCard, named: str) -> BuyerCard | None:
    buyer_id = id_in(named)
    return buyer_for(staff, buyer_id) if buyer_id is not None else None


def _refused(refusal: UnableTo) -> JsonResponse:
    return JsonResponse({"say": gettext(str(refusal))}, status=400)
