"""The slim page beside the marketplace's own chat client, which holds its talks and lets nobody in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries, rules
from zhanggui.conversations.actions import CannotCopy
from zhanggui.conversations.live.callers import in_words
from zhanggui.conversations.pasted import understood
from zhanggui.conversations.search import phrases_for
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.conversations.views.filling import filled
from zhanggui.customers.access import buyer_for
from zhanggui.customers.actions import note_buyer
from zhanggui.customers.queries import BuyerCard, marketplace_buyer, names_of
from zhanggui.customers.rules import is_nick
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.panels import slots
from zhanggui.orders.queries import MeantOrders, OrderCard, meant_orders
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import RECEIVE, SEE_ORDERS

PHRASES: Final = 9  # as many as there are digit keys
_SIDES: Final = {"waiting": rules.BUYER, "answered": rules.STAFF}


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    context = {
        "shop": shop_by_id(staff.shop_id),
        "slots": slots(),
        "phrase_variables": {one.key: gettext(one.meaning) for one in PHRASE_VARIABLES},
    }
    return render(request, "conversations/edge.html", context)


@require_GET
@needs(RECEIVE)
def find(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Who is meant by a nick, an order number, the last four digits of a phone, or a line of a chat. `near`:
    nobody is named outright, but these have something of it, and a new buyer may have this very nick."""
    pasted = understood(request.GET.get("q", ""))
    for nick in pasted.nicks:
        buyer = marketplace_buyer(staff.shop_id, nick)
        if buyer is not None:
            return _answer([_named(buyer.id, buyer.name)])
    orders = MeantOrders([], outright=True)
    if staff.may(SEE_ORDERS):
        orders = meant_orders(staff.shop_id, pasted.numbers or (pasted.text,))
    nick = pasted.speaker or pasted.text
    is_new = not pasted.is_number and is_nick(nick) and not (orders.found and orders.outright)
    names = names_of(staff.shop_id, {order.buyer_id for order in orders.found if order.buyer_id})
    items = [
        _named(order.buyer_id, names[order.buyer_id]) | {"order": order.number, "title": order.title}
        for order in orders.found
        if order.buyer_id in names
    ]
    bare = [order for order in orders.found if order.buyer_id is None]  # whose file did not name the buyer
    return _answer(
        items, bare, near=bool(orders.found) and not orders.outright, unknown=nick if is_new else ""
    )


def _answer(
    items: Sequence[dict[str, object]],
    bare: Sequence[OrderCard] = (),
    *,
    near: bool = False,
    unknown: str = "",
) -> JsonResponse:
    orders = [{"id": order.id, "number": order.number, "title": order.title} for order in bare]
    return JsonResponse({"items": items, "orders": orders, "near": near, "unknown": unknown})


def _named(buyer_id: int | None, name: str) -> dict[str, object]:
    return {"buyer": buyer_id, "name": name}


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """A nick that the shop has not met."""
    try:
        nick = request.POST.get("nick", "")
        buyer = note_buyer(shop_id=staff.shop_id, nick=nick, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _refused(refusal)
    return JsonResponse(_named(buyer.id, buyer.name))


@require_GET
@needs(RECEIVE)
def talk(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:  # noqa: ARG001
    return _standing(staff, buyer_for(staff, buyer_id))


def _standing(staff: StaffCard, buyer: BuyerCard) -> JsonResponse:
    """Where the talk with this buyer stands, and which press may be taken back."""
    row = queries.row_of_buyer(buyer.id)
    back = queries.press_to_take_back(buyer.id, staff.id)
    return JsonResponse(
        {**_named(buyer.id, buyer.name), "visitor": buyer.is_visitor, "row": row, "back": back}
    )


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
    found = phrases_for(staff, request.GET.get("q", "")[:60], PHRASES)
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
            buyer_id=buyer.id if buyer else None,
            by=staff.actor,
            at=now(),
        )
    except CannotCopy as refusal:
        # No failure: to be told what may not leave is what was asked for.
        findings = [asdict(one) for one in in_words(refusal.findings)]
        say = findings[0]["say"] if findings else gettext(str(refusal))
        return JsonResponse({"code": refusal.code, "say": say, "findings": findings})
    phrase_id = id_in(request.POST.get("phrase", ""))
    if phrase_id is not None:
        actions.count_use(shop_id=staff.shop_id, phrase_id=phrase_id)
    return JsonResponse({"text": text})


def _buyer(staff: StaffCard, named: str) -> BuyerCard | None:
    buyer_id = id_in(named)
    return buyer_for(staff, buyer_id) if buyer_id is not None else None


def _refused(refusal: UnableTo) -> JsonResponse:
    return JsonResponse({"say": gettext(str(refusal))}, status=400)
