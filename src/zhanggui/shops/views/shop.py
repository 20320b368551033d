"""The shop's own page, and what was done in it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.queries import audit_entries
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.actions import ShopText, change_cut_off, change_shop
from zhanggui.shops.queries import ShopCard, StaffCard, planned_changes, setting_value, shop_by_id
from zhanggui.shops.rules import EDIT_SHOP, SEE_AUDIT
from zhanggui.shops.settings import CUT_OFF


@require_GET
@needs(SEE_AUDIT)
def audit_page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    entries = audit_entries(staff.shop_id, before_id=id_in(request.GET.get("before", "")))
    names = named(staff.shop_id, [(entry.thing, entry.thing_id) for entry in entries])
    rows = [(entry, names.get((entry.thing, entry.thing_id))) for entry in entries]
    return render(request, "shops/audit.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(EDIT_SHOP)
def shop_page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """What the shop says of itself, where buyers find its chat, and the snippet for its own site."""
    shop = shop_by_id(staff.shop_id)
    typed = _text(shop)
    problem, saved = "", False
    if request.method == "POST":
        typed = ShopText(**{field.name: request.POST.get(field.name, "") for field in fields(ShopText)})
        try:
            shop = change_shop(shop_id=staff.shop_id, text=typed, by=staff.actor, at=now())
        except UnableTo as refusal:
            problem = str(refusal)
        else:
            typed, saved = replace(typed, sites=_lines(shop)), True
    return _page(request, shop, typed, {"problem": problem, "saved": saved})


@require_POST
@needs(EDIT_SHOP)
def cut_off(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """From when on a payment is too late for today's parcels."""
    said = {name: request.POST.get(name, "") for name in ("clock", "since")}
    shop = shop_by_id(staff.shop_id)
    try:
        change_cut_off(shop_id=staff.shop_id, **said, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, shop, _text(shop), {"cut_off_problem": str(refusal), "said": said})
    return _page(request, shop, _text(shop), {"cut_off_saved": True})


def _page(request: HttpRequest, shop: ShopCard, typed: ShopText, said: dict[str, Any]) -> HttpResponse:
    at = now()
    context = {
        "shop": shop,
        "typed": typed,
        "chat": request.build_absolute_uri(f"/chat/{shop.slug}"),
        "cut_off": _clock(setting_value(shop.id, CUT_OFF, at=at)),
        "planned": [
            (_clock(one.value), one.since, one.by_name) for one in planned_changes(shop.id, CUT_OFF, at=at)
        ],
        "today": shop_day(at),
    }
    refused = said.get("problem") or said.get("cut_off_problem")
    return render(request, "shops/shop.html", context | said, status=400 if refused else 200)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _text(shop: ShopCard) -> ShopText:
    return ShopText(shop.name, shop.greeting, f"{shop.opens:%H:%M}", f"{shop.closes:%H:%M}", _lines(shop))


def _lines(shop: ShopCard) -> str:
    return "\n".join(shop.embed_origins)
