"""One field over messages, phrases and buyers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from zhanggui.conversations import queries, rules
from zhanggui.conversations.queries import Asked, Spot
from zhanggui.conversations.search import phrases_for
from zhanggui.conversations.views.shown_hits import shown_hits
from zhanggui.customers.access import buyer_for
from zhanggui.customers.queries import buyers_with, known_tags
from zhanggui.foundation.calendar import day_starts_at
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, staff_names
from zhanggui.shops.rules import RECEIVE

WORDS, LETTERS = 5, 60
PHRASES, BUYERS = 6, 6
_A_DAY = timedelta(days=1)


@require_GET
@needs(RECEIVE)
def search(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = request.GET
    text = typed.get("q", "")[:LETTERS].replace("\0", "").strip()
    asked = _asked(typed, text)
    buyer = buyer_for(staff, asked.buyer_id) if asked.buyer_id is not None else None
    place = _place(typed.get("after", ""))
    found = None if asked.is_empty else queries.find_spots(staff.shop_id, asked, after=place)
    first_page = place is None and buyer is None
    messages = queries.found_messages(staff.shop_id, found.spots, asked.words) if found else []
    context = {
        "text": text,
        "typed": typed,
        "asked": asked,
        "buyer": buyer,
        "messages": messages,
        "hits": shown_hits(messages),
        "phrases": phrases_for(staff, text, PHRASES) if text and first_page else [],
        "buyers": _buyers(staff, text) if text and first_page else [],
        "older": _older(typed, found.spots[-1]) if found and found.more else "",
        "is_backwards": bool(asked.since and asked.until and asked.since >= asked.until),
        "is_filtered": asked != Asked(words=asked.words),
    }
    # While somebody types, only what was found is drawn.
    if request.headers.get("HX-Target") == "found":
        page = render(request, "conversations/_found.html", context)
    else:
        page = render(request, "conversations/search.html", context | _choices(staff))
    patch_vary_headers(page, ["HX-Target"])
    return page


def _choices(staff: StaffCard) -> dict[str, object]:
    """What the filters are chosen from."""
    return {
        "sides": ((rules.BUYER, "买家说的"), (rules.STAFF, "客服说的"), (rules.AUTO, "自动回复")),
        "channels": tuple(rules.CHANNEL_TITLES.items()),
        "agents": staff_names(staff.shop_id),
        "known_tags": known_tags(staff.shop_id),
    }


def _asked(typed: QueryDict, text: str) -> Asked:
    """What cannot be read asks nothing."""
    side, channel = typed.get("side", ""), typed.get("channel", "")
    since, until = _day(typed.get("from", "")), _day(typed.get("to", ""))
    return Asked(
        words=tuple(dict.fromkeys(text.split()))[:WORDS],
        buyer_id=id_in(typed.get("buyer", "")),
        side=side if side in rules.SIDES else "",
        by_id=id_in(typed.get("by", "")),
        channel=channel if channel in rules.CHANNEL_TITLES else "",
        with_picture=typed.get("picture") == "1",
        tag=typed.get("tag", "")[:20].replace("\0", "").strip(),
        since=day_starts_at(since) if since else None,
        until=day_starts_at(until + _A_DAY) if until else None,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9_000 else None


def _place(text: str) -> Spot | None:
    """Microseconds since 1970, conversation and position."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
        return None
    at, conversation_id, position = map(int, parts)
    if position >= 2**31:
        return None
    return Spot(_EPOCH + timedelta(microseconds=at), conversation_id, position)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _older(typed: QueryDict, last: Spot) -> str:
    """The address of the page behind this one."""
    at = (last.at - _EPOCH) // timedelta(microseconds=1)
    parts = {key: value for key, value in typed.items() if value and key != "after"}
    return urlencode({**parts, "after": f"{at}.{last.conversation_id}.{last.position}"})


def _buyers(staff: StaffCard, text: str) -> list[tuple[object, int | None]]:
    """Buyers, each with their conversation, if there is one."""
    rows = buyers_with(staff.shop_id, text, most=BUYERS)
    if not rows:
        return []
    talks = queries.conversations_of_buyers([row.buyer.id for row in rows])
    return [(row, talks.get(row.buyer.id)) for row in rows]
