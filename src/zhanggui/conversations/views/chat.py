"""The visitor's side: a page without a login, remembered by a signed cookie."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import queries, rules
from zhanggui.conversations.access import remember_arrival, shop_for_visitors
from zhanggui.conversations.actions import note_look, open_conversation
from zhanggui.conversations.crowds import TooManyTalks, let_in
from zhanggui.conversations.parts import chat_notices
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules.arrivals import came_by
from zhanggui.conversations.views.pictures import sent
from zhanggui.customers.access import new_visitor_key, remember_visitor, visitor_key
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.orders.actions import ClaimAnswer, claim_order
from zhanggui.shops.queries import ShopCard

_CLOSED, _TOO_MANY = 403, 429


@require_GET
@xframe_options_exempt
def chat(request: HttpRequest, slug: str) -> HttpResponse:
    shop = shop_for_visitors(slug)
    key = visitor_key(shop.id, request.COOKIES) or new_visitor_key()
    response = render(
        request, "conversations/chat.html", {"shop": shop, "notices": chat_notices(shop, now())}
    )
    remember_visitor(request, response, shop, key)
    if arrived := came_by(request.GET.dict()):
        remember_arrival(request, response, shop, arrived)
    # The shop's own site may frame this page, nobody else's.
    response._csp_replace = {"frame-ancestors": ["'self'", *shop.embed_origins]}  # type: ignore[attr-defined] # noqa: SLF001 - django-csp's own door
    return response


@require_GET
def known(request: HttpRequest, slug: str) -> JsonResponse:
    """Whether the browser gave back the cookie: one that blocks it in frames gets another way in."""
    shop = shop_for_visitors(slug)
    return JsonResponse({"known": visitor_key(shop.id, request.COOKIES) is not None})


@require_GET
def embed(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - the script reads its own address
    shop_for_visitors(slug)
    path = finders.find("conversations/embed.js")
    with open(str(path), "rb") as script:  # noqa: PTH123 - finders answers a string
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_POST
def look(request: HttpRequest, slug: str) -> JsonResponse:
    """The chat was opened from an item's page; said by the page's script, so that whoever only fetches
    addresses leaves no trace. Without the cookie there is nobody to remember it of."""
    shop = shop_for_visitors(slug)
    key = visitor_key(shop.id, request.COOKIES)
    if key is None:
        return JsonResponse({"say": gettext("请先打开聊天页")}, status=_CLOSED)
    note_look(shop_id=shop.id, visitor_key=key, item_number=request.POST.get("item", "")[:64], at=now())
    return JsonResponse({"known": True})


@require_POST
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    shop = shop_for_visitors(slug)
    key = visitor_key(shop.id, request.COOKIES)
    if key is None:
        return JsonResponse({"say": gettext("请先打开聊天页")}, status=_CLOSED)
    try:
        conversation = _talk(request, shop, key)
    except TooManyTalks as refusal:
        return JsonResponse({"say": gettext(str(refusal))}, status=_TOO_MANY)
    return sent(request, conversation_id=conversation.id, side=rules.BUYER)


@require_POST
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """A visitor claims an order: number, phone's last four digits, receiver's name. It may be the first
    thing that the visitor does."""
    shop = shop_for_visitors(slug)
    key = visitor_key(shop.id, request.COOKIES)
    if key is None:
        return JsonResponse({"ok": False, "say": gettext("请先打开聊天页")}, status=_CLOSED)
    try:
        conversation = _talk(request, shop, key)
    except TooManyTalks as refusal:
        return JsonResponse({"ok": False, "say": gettext(str(refusal))}, status=_TOO_MANY)
    by = Actor(kind="visitor", id=conversation.buyer_id, name="访客", shop_id=shop.id)
    try:
        answer = claim_order(
            buyer_id=conversation.buyer_id,
            shop_id=shop.id,
            number=request.POST.get("number", ""),
            phone_tail=request.POST.get("phone_tail", ""),
            receiver_name=request.POST.get("receiver_name", ""),
            by=by,
            at=now(),
        )
    except UnableTo as refusal:
        return JsonResponse({"ok": False, "say": gettext(str(refusal))}, status=400)
    return JsonResponse({"ok": answer.order_id is not None, "say": _in_words(answer)})


def _talk(request: HttpRequest, shop: ShopCard, key: str) -> ConversationCard:
    """The visitor's conversation, made when there is none. TooManyTalks."""
    known = queries.conversation_of_visitor(shop.id, key)
    if known is not None:
        return known
    let_in(shop_id=shop.id, address=request.META.get("REMOTE_ADDR", ""), at=now())
    return open_conversation(shop_id=shop.id, visitor_key=key, at=now())


def _in_words(answer: ClaimAnswer) -> str:
    if not answer.tries_left:
        return gettext(answer.sentence)
    left = gettext("还可以试 %(left)s 次") % {"left": answer.tries_left}
    return f"{gettext(answer.sentence)} · {left}"
