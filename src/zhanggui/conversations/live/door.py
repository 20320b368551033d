"""Who may open a socket: staff by session, a visitor by signed cookie, nobody from another site."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.utils import translation

from zhanggui.conversations import queries
from zhanggui.conversations.access import arrival_in
from zhanggui.conversations.live import desks, followers, rest, router, visitors
from zhanggui.conversations.live.desks import DeskCaller
from zhanggui.conversations.live.visitors import VisitorCaller
from zhanggui.customers.access import visitor_key
from zhanggui.foundation.live import hub
from zhanggui.foundation.live.database import in_database
from zhanggui.foundation.live.sockets import Caller, Receive, Scope, Send, Socket, refuse, serve_socket
from zhanggui.shops.access import member_by_session
from zhanggui.shops.queries import shop_by_id, shop_by_slug
from zhanggui.shops.rules import RECEIVE

Seat = Callable[[Socket], Caller]
_VISITOR = re.compile(r"/chat/([a-z0-9-]{1,40})/live")


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    address = (scope.get("client") or ("", 0))[0]
    seat = await in_database(_seat, scope["path"], headers, address) if _same_site(headers) else None
    if seat is None:
        await refuse(receive, send)
        return
    translation.activate(_language(headers))  # for this connection and what it starts
    socket = Socket(send)
    await serve_socket(socket, seat(socket), receive, send)


def _same_site(headers: dict[str, str]) -> bool:
    """A browser names the page's origin; a page of another site must not use our cookies."""
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _seat(path: str, headers: dict[str, str], address: str = "") -> Seat | None:
    # As the pages read them: the standard library drops all cookies when one of them is odd.
    cookies = parse_cookie(headers.get("cookie", ""))
    if path == "/live":
        return _desk(cookies)
    found = _VISITOR.fullmatch(path)
    return _visitor(found[1], cookies, address) if found else None


def _language(headers: dict[str, str]) -> str:
    """The language in which the page was shown that opens this socket."""
    asking = HttpRequest()
    asking.COOKIES = parse_cookie(headers.get("cookie", ""))
    asking.META["HTTP_ACCEPT_LANGUAGE"] = headers.get("accept-language", "")
    return translation.get_language_from_request(asking)


def _desk(cookies: dict[str, str]) -> Seat | None:
    session_key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    card = member_by_session(session_key)
    if card is None or not card.may(RECEIVE):
        return None
    shop = shop_by_id(card.shop_id)
    return lambda socket: DeskCaller(socket, card, shop, session_key)


def _visitor(slug: str, cookies: dict[str, str], address: str) -> Seat | None:
    shop = shop_by_slug(slug)
    key = visitor_key(shop.id, cookies) if shop else None
    if shop is None or key is None:
        return None
    card = queries.conversation_of_visitor(shop.id, key)
    arrived = arrival_in(shop.id, cookies)
    return lambda socket: VisitorCaller(
        socket, shop, key, card.id if card else None, arrived, address=address
    )


def _hear_message(event: dict[str, object]) -> None:
    followers.hear_message(event)
    desks.mark_changed(event)


def _hear_read(event: dict[str, object]) -> None:
    followers.hear_read(event)
    desks.mark_changed(event)


hub.hear("message", _hear_message)
hub.hear("read", _hear_read)
hub.hear("desk", desks.mark_changed)
hub.hear("changed", desks.hear_changed, kept=True)
hub.hear("logout", desks.hear_logout)
hub.hear("opened", visitors.hear_opened)
hub.hear("queue", router.hear_queue)
hub.hear("typing", desks.hear_typing)
hub.after_gap(followers.catch_up_all)
hub.after_gap(desks.catch_up_desks)
hub.after_gap(visitors.look_again)
hub.after_gap(router.look_at_all)
hub.service(followers.sweep)
hub.service(desks.push_rows)
hub.service(rest.push_rest)
hub.service(desks.sweep)
hub.service(desks.keep_beating)
hub.service(desks.keep_checking)
hub.service(visitors.watch_presence)
hub.service(visitors.watch_beginnings)
hub.service(router.run)
