"""The shop's offers: what holds, what comes, what was; and the forms to set one up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.catalog.queries import categories
from zhanggui.foundation.clock import now
from zhanggui.promotions import queries
from zhanggui.promotions.access import event_for, offer_for
from zhanggui.promotions.actions import CannotSetUp, change_offer, end_offer, set_up_offer
from zhanggui.promotions.forms import FORMS, Fields, ToldOffer, told_offer, typed_offer
from zhanggui.promotions.forms.offers import ROWS
from zhanggui.promotions.forms.together import together
from zhanggui.promotions.queries import OfferCard, State
from zhanggui.promotions.rules.offers import Offer
from zhanggui.promotions.rules.review import Blame, review_offer
from zhanggui.promotions.rules.stored import offer_mark
from zhanggui.promotions.templatetags.offer_words import for_input
from zhanggui.promotions.trying import try_offer
from zhanggui.promotions.views.going import go
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_OFFERS, IMPORT, SEE_ORDERS

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
STATE_TITLES = {State.NOW: "进行中", State.COMING: "未开始", State.OVER: "已结束"}


@never_cache
@require_GET
@needs(SEE_ORDERS)
def offers(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    asked = request.GET.get("state", "")
    state = State(asked) if asked in set(State) else State.NOW
    kept: dict[str, list[Any]] = {
        "offers": queries.offer_cards(staff.shop_id),
        "coupons": queries.coupon_cards(staff.shop_id),
        "events": queries.event_cards(staff.shop_id),
    }
    counts = {one: sum(card.state(at) is one for cards in kept.values() for card in cards) for one in State}
    shown = {name: [card for card in cards if card.state(at) is state] for name, cards in kept.items()}
    context = {
        **{name: cards[::-1] for name, cards in shown.items()},
        "state": state,
        "tabs": [(one, title, counts[one]) for one, title in STATE_TITLES.items()],
        "anything": any(shown.values()),
        "kept": any(kept.values()),
        "forms": FORMS.values(),
        "at": at,
        "changeable": [
            card.id
            for card in shown["offers"]
            if _may_change(card, at) and told_offer(card.offer, at) is not None
        ],
        **_may(staff),
    }
    return render(request, "promotions/offers.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(EDIT_OFFERS)
def new(request: HttpRequest, staff: StaffCard, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    at = now()
    if request.method == "GET":
        return _form(request, staff, kind, begun(request, staff))
    typed = typed_offer(kind, fields_of(request), queries.shop_key(staff.shop_id), at)
    blames: Sequence[Blame] = typed.blames
    if blames:
        blames = together(blames, _reviewed(staff, typed.offer, at))
    else:
        try:
            offer_id = set_up_offer(offer=typed.offer, number=typed.number, by=staff.actor, at=at)
        except CannotSetUp as refusal:
            blames = refusal.blames
        else:
            return done(request, f"offer-{offer_id}", typed.offer.starts_at, at)
    return _form(request, staff, kind, said_in(request), blames)


@require_POST
@needs(EDIT_OFFERS)
def preview(request: HttpRequest, staff: StaffCard, kind: str) -> HttpResponse:
    """What the last orders would have cost, while the form is filled in."""
    if kind not in FORMS:
        raise Http404
    at = now()
    typed = typed_offer(kind, fields_of(request), queries.shop_key(staff.shop_id), at)
    changed = number_in(request.POST.get("offer", ""))
    card = None if changed is None else offer_for(staff, changed)
    blames = together(typed.blames, _reviewed(staff, typed.offer, at, card))
    if blames:
        return shown_preview(request, blames, None)
    before = card.offer.key if card else ""
    return shown_preview(request, [], try_offer(staff.shop_id, typed.offer, at, instead_of=before))


@never_cache
@require_http_methods(["GET", "POST"])
@needs(EDIT_OFFERS)
def edit(request: HttpRequest, staff: StaffCard, coming_id: int) -> HttpResponse:
    """An offer that has not begun, changed in place. One that has is shown, and says why it cannot be."""
    at = now()
    card = offer_for(staff, coming_id)
    told = told_offer(card.offer, at)
    if told is None:
        raise Http404
    if request.method == "GET":
        begun_before = [] if _may_change(card, at) else [Blame("", "has_begun", {"other": card.offer.name})]
        return _form(request, staff, told.kind, dict(told.said), begun_before, card=card, told=told)
    typed = typed_offer(told.kind, fields_of(request), queries.shop_key(staff.shop_id), at)
    blames: Sequence[Blame] = typed.blames
    if blames:
        blames = together(blames, _reviewed(staff, typed.offer, at, card))
    else:
        try:
            seen = request.POST.get("seen")
            change_offer(offer_id=card.id, offer=typed.offer, seen=seen, by=staff.actor, at=at)
        except CannotSetUp as refusal:
            blames, card = refusal.blames, offer_for(staff, coming_id)
        else:
            return done(request, f"offer-{card.id}", typed.offer.starts_at, at)
    return _form(request, staff, told.kind, said_in(request), blames, card=card)


def _may_change(card: OfferCard, at: datetime) -> bool:
    return card.state(at) is State.COMING and card.ended_at is None


def _reviewed(
    staff: StaffCard, offer: Offer, at: datetime, instead_of: OfferCard | None = None
) -> list[Blame]:
    but_offer = instead_of.id if instead_of else None
    return review_offer(offer, queries.shelf_of(staff.shop_id, but_offer=but_offer, at=at), at)


@require_POST
@needs(EDIT_OFFERS)
def end(_request: HttpRequest, staff: StaffCard, offer_id: int) -> HttpResponse:
    end_offer(offer_id=offer_for(staff, offer_id).id, by=staff.actor, at=now())
    return go("offers")


def said_in(request: HttpRequest) -> dict[str, str]:
    """Without what no database keeps, and without an event that is none."""
    said = {name: str(request.POST[name]).replace("\0", "") for name in request.POST}
    if number_in(said.get("event", "")) is None:
        said.pop("event", None)
    return said


def number_in(text: str) -> int | None:
    """Of a row or a place; null: that is no number of ours."""
    return int(text) if _NUMBER.fullmatch(text) else None


def shown_preview(request: HttpRequest, blames: list[Blame], trial: object) -> HttpResponse:
    return render(request, "promotions/_preview.html", {"blames": blames, "trial": trial})


def fields_of(request: HttpRequest) -> Fields:
    said = request.POST
    return Fields(said_in(request), {name: said.getlist(name) for name in ("categories", "bars")})


def begun(request: HttpRequest, staff: StaffCard) -> dict[str, str]:
    """What stands in an empty form: of an event that it is made for, the days on which that is usable."""
    asked = number_in(request.GET.get("event", ""))
    if asked is None:
        return {}
    event = event_for(staff, asked)
    return {
        "event": str(event.id),
        "starts_at": for_input(event.usable_from) if event.usable_from > now() else "",
        "ends_at": for_input(event.usable_until),
    }


def done(request: HttpRequest, anchor: str, starts_at: datetime, at: datetime) -> HttpResponse:
    """Back to the event that it was made for, else to the list that shows it now."""
    event = number_in(request.POST.get("event", ""))
    if event is not None:
        return go("offers_event", event)
    state = "coming" if starts_at > at else "now"
    return go("offers", question=f"?state={state}#{anchor}")


def form_context(staff: StaffCard, said: dict[str, str]) -> dict[str, Any]:
    return {"said": said, "categories": categories(staff.shop_id), **_may(staff)}


def _form(
    request: HttpRequest,
    staff: StaffCard,
    kind: str,
    said: dict[str, str],
    blames: object = (),
    *,
    card: OfferCard | None = None,
    told: ToldOffer | None = None,
) -> HttpResponse:
    """`card`: the offer that is changed; `told`: as it is kept, null: as it was typed."""
    many = told.many if told else {name: request.POST.getlist(name) for name in ("categories", "bars")}
    shown = form_context(staff, said)
    context = {
        **shown,
        "categories": sorted({*shown["categories"], *many["categories"]}),
        "form": FORMS[kind],
        "forms": FORMS.values(),
        "rows": ROWS,
        "blames": blames,
        "picked": many["categories"],
        "bars": many["bars"],
        "changed": card,
        "seen": offer_mark(card.offer) if card else "",
        "is_fixed": bool(told and blames),
    }
    is_refused = blames and told is None
    return render(request, "promotions/offer.html", context, status=422 if is_refused else 200)


def _may(staff: StaffCard) -> dict[str, bool]:
    return {"may_edit": staff.may(EDIT_OFFERS), "may_import": staff.may(IMPORT)}
