"""The shop's offers: what holds, what comes, what was; and the forms to set one up."""

from __future__ import annotations

import re
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
from zhanggui.promotions.actions import CannotSetUp, end_offer, set_up_offer
from zhanggui.promotions.forms import FORMS, Fields, typed_offer
from zhanggui.promotions.forms.offers import ROWS
from zhanggui.promotions.queries import State
from zhanggui.promotions.rules.review import Blame, review_offer
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
    blames = typed.blames
    if not blames:
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
    blames = list(typed.blames) or review_offer(typed.offer, queries.shelf_of(staff.shop_id, at=at), at)
    return shown_preview(request, blames, None if blames else try_offer(staff.shop_id, typed.offer, at))


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
    request: HttpRequest, staff: StaffCard, kind: str, said: dict[str, str], blames: object = ()
) -> HttpResponse:
    context = {
        **form_context(staff, said),
        "form": FORMS[kind],
        "forms": FORMS.values(),
        "rows": ROWS,
        "blames": blames,
        "picked": request.POST.getlist("categories"),
        "bars": request.POST.getlist("bars"),
    }
    return render(request, "promotions/offer.html", context, status=422 if blames else 200)


def _may(staff: StaffCard) -> dict[str, bool]:
    return {"may_edit": staff.may(EDIT_OFFERS), "may_import": staff.may(IMPORT)}
