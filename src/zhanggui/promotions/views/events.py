"""The marketplace's voucher events: written down, set up on one page, checked item by item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions import queries
from zhanggui.promotions.access import event_for
from zhanggui.promotions.actions import CannotChooseTiers, choose_tiers, record_event
from zhanggui.promotions.fine_words import fine_lines, fixed_lines
from zhanggui.promotions.forms.events import begun_event, told_event, typed_event
from zhanggui.promotions.queries import CategoryCard, EventCard
from zhanggui.promotions.refusals import answer_says, sentence, why_says
from zhanggui.promotions.rules.offers import Level
from zhanggui.promotions.rules.presets import EVERY_200, EVERY_300, VOUCHERS, next_double_11
from zhanggui.promotions.rules.windows import EventTerms, may_set_up, what_shows
from zhanggui.promotions.views.going import go
from zhanggui.promotions.views.offers import fields_of, number_in, said_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_OFFERS, SEE_ORDERS

PAGE = 100
PATTERN_TITLES = {VOUCHERS: "购物券", EVERY_300: "跨店每满 300 减 50", EVERY_200: "跨店每满 200 减 20"}


@never_cache
@require_http_methods(["GET", "POST"])
@needs(EDIT_OFFERS)
def new(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Another one, or what has been told of one that is named by `event`."""
    at = now()
    if request.method == "GET":
        said, card = _begun(request, staff, at)
        return _form(request, at, said, card=card)
    fields = fields_of(request)
    told = number_in(fields.text("event"))
    card = None if told is None else event_for(staff, told)
    typed = typed_event(fields, card.number if card else "", card.terms.fine if card else None)
    problem = ""
    if not typed.blames:
        try:
            event_id = record_event(
                number=typed.number,
                terms=typed.terms,
                **typed.standing,
                is_new=told is None,
                by=staff.actor,
                at=at,
            )
        except UnableTo as refusal:
            problem = str(refusal)
        else:
            return go("offers_event", event_id)
    return _form(request, at, said_in(request), typed.blames, problem, typed=typed.terms, card=card)


def _begun(request: HttpRequest, staff: StaffCard, at: datetime) -> tuple[dict[str, str], EventCard | None]:
    """Of an event that the shop has told of already no second one is begun under the same name."""
    told = number_in(request.GET.get("event", ""))
    if told is not None:
        card = event_for(staff, told)
        return told_event(card), card
    said = begun_event(at, request.GET.get("pattern", ""))
    known = {card.number for card in queries.event_cards(staff.shop_id)}
    return (said | {"number": "", "name": ""} if said["number"] in known else said), None


def _form(
    request: HttpRequest,
    at: datetime,
    said: dict[str, str],
    blames: object = (),
    problem: str = "",
    *,
    typed: EventTerms | None = None,
    card: EventCard | None = None,
) -> HttpResponse:
    """`typed`: what stands in the form; null: it is shown for the first time. `card`: the event that it tells
    of anew."""
    terms = typed or (card.terms if card else next_double_11(at))
    context = {
        "said": said,
        "blames": blames,
        "problem": problem,
        "patterns": PATTERN_TITLES.items(),
        "fine": list(fine_lines(terms.fine, terms.usable_from)),
        "fixed": fixed_lines(terms.usable_from),
        "is_fixed": card is not None and card.usable_from <= at,
    }
    return render(request, "promotions/event_new.html", context, status=422 if blames or problem else 200)


@never_cache
@require_GET
@needs(SEE_ORDERS)
def event(request: HttpRequest, staff: StaffCard, event_id: int) -> HttpResponse:
    return _page(request, staff, event_for(staff, event_id))


@require_POST
@needs(EDIT_OFFERS)
def choose(request: HttpRequest, staff: StaffCard, event_id: int) -> HttpResponse:
    """One group for each category, by its place among those that the event offers."""
    card = event_for(staff, event_id)
    chosen = {}
    for place, one in enumerate(queries.event_categories(card)):
        picked = number_in(request.POST.get(f"group_{place}", ""))
        if picked is not None and picked < len(one.offered):
            chosen[one.category] = one.offered[picked]
    try:
        choose_tiers(event_id=card.id, chosen=chosen, by=staff.actor, at=now())
    except CannotChooseTiers as refusal:
        said = [answer_says(one, category, gettext) for category, one in refusal.why.items()]
        problem = ";".join([*said, *(sentence(blame, gettext) for blame in refusal.blames)])
        return _page(request, staff, card, problem)
    return go("offers_event", card.id)


@never_cache
@require_GET
@needs(SEE_ORDERS)
def items(request: HttpRequest, staff: StaffCard, event_id: int) -> HttpResponse:
    """The set-up check of every item."""
    card = event_for(staff, event_id)
    page = min(number_in(request.GET.get("page", "")) or 0, 100_000)
    found = queries.checked_items(card, page, PAGE)
    context = {
        "event": card,
        "items": [(one, why_says(one.check.why, None, gettext)) for one in found],
        "page": page,
        "further": page + 1 if len(found) == PAGE else None,
    }
    return render(request, "promotions/event_items.html", context)


def _page(request: HttpRequest, staff: StaffCard, card: EventCard, problem: str = "") -> HttpResponse:
    at = now()
    rows = [_row(card, one, at) for one in queries.event_categories(card)]
    context = {
        "event": card,
        "at": at,
        "rows": rows,
        "problem": problem,
        "may_edit": staff.may(EDIT_OFFERS),
        "open": any(row["open"] for row in rows),
        "standing": None if card.is_merchant else answer_says(card.standing, "", gettext),
        "shows": what_shows(card.terms, card.merchant, at),
        "steps": _steps(card),
        "board": queries.event_board(card),
        "fine": list(fine_lines(card.terms.fine, card.usable_from)),
        "fixed": fixed_lines(card.usable_from),
        "is_fixed": True,
        "has_begun": card.usable_from <= at,
    }
    return render(request, "promotions/event.html", context, status=422 if problem else 200)


def _row(card: EventCard, one: CategoryCard, at: datetime) -> dict[str, Any]:
    """`open`: whether another group may be chosen now; else why not."""
    others = [group for group in one.offered if group != one.chosen]
    answer = may_set_up(card.terms, card.merchant, one.category, others[0], at) if others else None
    picked = one.chosen if one.chosen in one.offered else one.suggested
    return {
        "card": one,
        "groups": [(place, group, group == picked) for place, group in enumerate(one.offered)],
        "open": answer is not None and answer.may,
        "why": "" if answer is None or answer.may else answer_says(answer, "", gettext),
    }


def _steps(card: EventCard) -> dict[str, bool]:
    """What belongs to a whole campaign, and whether it is there on the event's day."""
    at = card.usable_from
    offers = queries.offers_of(card.shop_id, alive_at=at)
    coupons = queries.coupon_cards(card.shop_id, alive_at=at)
    return {
        "tiers": card.set_up_at is not None,
        "spend": any(one.level is Level.SHOP and one.starts_at <= at < one.ends_at for one in offers),
        "coupon": any(one.coupon.starts_at <= at for one in coupons),
    }
