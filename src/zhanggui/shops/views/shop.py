"""The shop's own page, and what was done in it."""

from __future__ import annotations

from dataclasses import fields, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.queries import audit_entries
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.actions import ShopText, change_shop
from zhanggui.shops.queries import ShopCard, StaffCard, shop_by_id
from zhanggui.shops.rules import EDIT_SHOP, SEE_AUDIT


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
    typed = ShopText(shop.name, shop.greeting, f"{shop.opens:%H:%M}", f"{shop.closes:%H:%M}", _lines(shop))
    problem, saved = "", False
    if request.method == "POST":
        typed = ShopText(**{field.name: request.POST.get(field.name, "") for field in fields(ShopText)})
        try:
            shop = change_shop(shop_id=staff.shop_id, text=typed, by=staff.actor, at=now())
        except UnableTo as refusal:
            problem = str(refusal)
        else:
            typed, saved = replace(typed, sites=_lines(shop)), True
    context = {
        "shop": shop,
        "typed": typed,
        "problem": problem,
        "saved": saved,
        "chat": request.build_absolute_uri(f"/chat/{shop.slug}"),
    }
    return render(request, "shops/shop.html", context, status=400 if problem else 200)


def _lines(shop: ShopCard) -> str:
    return "\n".join(shop.embed_origins)
