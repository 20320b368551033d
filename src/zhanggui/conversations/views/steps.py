"""Beside the talk: the eight steps, how often the buyer insisted, and what may be taken off the price."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.catalog.queries import ItemCard, find_items, item_cards, items_of_buyer
from zhanggui.conversations import actions, queries, rules
from zhanggui.conversations.access import conversation_of_buyer_for
from zhanggui.conversations.queries import ConversationCard, DiscountCard
from zhanggui.conversations.rules.discounts import REASON_LETTERS, offer_words
from zhanggui.conversations.rules.plays import PLAY_TITLES, Play
from zhanggui.conversations.views.shown_plays import shown_plays
from zhanggui.customers.access import buyer_for
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.money import parse_yuan
from zhanggui.guard.queries import looks_at_orders, own_hosts
from zhanggui.guard.rules import looks_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import EDIT_OFFERS, RECEIVE, SEE_ALL_TASKS, TMALL

LATELY = timedelta(hours=24)
_ITEMS = 12


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, staff, buyer_id, play=request.GET.get("play", ""))


@require_POST
@needs(RECEIVE)
def urge(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """A task for a parcel that the buyer urges."""
    buyer = buyer_for(staff, buyer_id)
    problem = ""
    try:
        actions.urge_parcel(
            shop_id=staff.shop_id,
            buyer_id=buyer.id,
            order_id=id_in(request.POST.get("order", "")) or 0,
            words=request.POST.get("words", "")[: rules.QUESTION_LETTERS],
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        problem = gettext(str(refusal))
    return _slot(request, staff, buyer.id, play=Play.URGE, urge_problem=problem)


@require_POST
@needs(RECEIVE)
def discount(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    conversation = conversation_of_buyer_for(staff, buyer_id)
    item = _item(staff, request.POST)
    if conversation is None or item is None:
        return _slot(request, staff, buyer_id, problem=gettext("请选一件商品;写的字要只对得上一件"))
    try:
        off_fen = parse_yuan(request.POST.get("off", ""))
    except ValueError:
        return _slot(request, staff, buyer_id, problem=gettext("让多少要写成金额,比如 5 或 5.50"))
    reason = request.POST.get("reason", "")
    try:
        actions.give_discount(
            conversation=conversation, item=item, off_fen=off_fen, reason=reason, by=staff, at=now()
        )
    except UnableTo as refusal:
        return _slot(request, staff, buyer_id, problem=gettext(str(refusal)))
    return _slot(request, staff, buyer_id)


@require_POST
@needs(RECEIVE)
def inquiry(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """One press: the talk is no inquiry; one more: it is."""
    conversation = conversation_of_buyer_for(staff, buyer_id)
    if conversation is None:
        raise Http404
    verb = actions.leave_out if request.POST.get("none") == "1" else actions.count_in
    try:
        verb(conversation=conversation, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _slot(request, staff, buyer_id, problem=gettext(str(refusal)))
    return _slot(request, staff, buyer_id)


def _item(staff: StaffCard, posted: QueryDict) -> ItemCard | None:
    """The one that was chosen, or the only one that the typed words name."""
    item_id = id_in(posted.get("item", ""))
    if item_id:
        return item_cards(staff.shop_id, [item_id]).get(item_id)
    words = posted.get("named", "").strip()
    found = find_items(staff.shop_id, words, limit=2) if words else []
    return found[0] if len(found) == 1 else None


@require_http_methods(["GET", "POST"])
@needs(SEE_ALL_TASKS)
def discount_part(request: HttpRequest, staff: StaffCard, discount_id: int) -> HttpResponse:
    """The part of the task: grant it or not."""
    problem = ""
    if request.method == "POST":
        try:
            actions.decide_discount(
                discount_id=discount_id,
                grant=request.POST.get("grant") == "1",
                note=request.POST.get("note", ""),
                by=staff,
                at=now(),
            )
        except UnableTo as refusal:
            problem = gettext(str(refusal))
    card = queries.discount_card(staff.shop_id, discount_id)
    if card is None:
        raise Http404
    context = {
        "one": card,
        "problem": problem,
        "may_decide": staff.may(EDIT_OFFERS) or not card.is_for_manager,
        "letters": REASON_LETTERS,
    }
    answer = render(request, "conversations/_discount_part.html", context)
    if request.method == "POST" and not problem:
        answer["HX-Trigger"] = "changed-tasks"
    return answer


def _slot(
    request: HttpRequest,
    staff: StaffCard,
    buyer_id: int,
    *,
    problem: str = "",
    play: str = "",
    urge_problem: str = "",
) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    conversation = conversation_of_buyer_for(staff, buyer_id)
    context: dict[str, Any] = {"buyer": buyer_id, "problem": problem, "letters": REASON_LETTERS}
    if conversation is not None:
        context |= _of_talk(staff, conversation)
    talk = context.get("talk")
    called = talk.plays if talk else ()
    context["plays"], context["other_plays"] = shown_plays(staff, buyer, called, play)
    context |= {"urge_problem": urge_problem, "play": play if play in PLAY_TITLES else ""}
    if problem:
        context["typed"] = {key: request.POST.get(key, "") for key in ("item", "named", "off", "reason")}
    return render(request, "conversations/_steps.html", context)


def _of_talk(staff: StaffCard, conversation: ConversationCard) -> dict[str, Any]:
    is_tmall = shop_by_id(staff.shop_id).platform == TMALL
    given = queries.discounts_in(conversation.id, since=now() - LATELY)
    ids = items_of_buyer(staff.shop_id, conversation.buyer_id)[:_ITEMS]
    cards = item_cards(staff.shop_id, ids)
    said = queries.last_buyer_text(conversation.id)
    return {
        "looks": (
            *looks_at_orders(staff.shop_id, conversation.buyer_id, said),
            *looks_in(said, own_hosts(staff.shop_id)),
        ),
        "talk": queries.talk_steps(conversation),
        "inquiry": queries.not_inquiry_of(conversation.id),
        "given": [(one, _words(one, is_tmall=is_tmall)) for one in given],
        "items": [cards[one] for one in ids if one in cards and cards[one].price_fen is not None],
    }


def _words(one: DiscountCard, *, is_tmall: bool) -> str:
    return offer_words(off_fen=one.off_fen, is_tmall=is_tmall) if one.is_granted else ""
