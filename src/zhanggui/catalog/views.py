from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from zhanggui.catalog import actions, queries
from zhanggui.catalog.access import Goods, goods_for, seen_goods
from zhanggui.catalog.rules import SECTION_LETTERS, SECTION_TITLES, SECTIONS
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import IMPORT, SEE_COST, SEE_ORDERS

SLOT_ITEMS = 8


@require_GET
@needs(SEE_ORDERS)
def item_list(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    asked = {
        "q": " ".join(request.GET.get("q", "").split())[:100],
        "category": request.GET.get("category", ""),
        "without_card": "1" if request.GET.get("without_card") else "",
    }
    page = queries.items_page(
        staff.shop_id,
        text=asked["q"],
        category=asked["category"],
        without_card=bool(asked["without_card"]),
        after=request.GET.get("after"),
    )
    context = {
        "goods": seen_goods(staff, page.items),
        "with_card": queries.with_card([one.id for one in page.items]),
        "after": page.after,
        "asked": asked,
        "narrowed": any(asked.values()),
        "address": urlencode({name: text for name, text in asked.items() if text}),
        "is_later": bool(request.GET.get("after")),
        "categories": queries.categories(staff.shop_id),
        "sees_cost": staff.may(SEE_COST),
    }
    return render(request, "catalog/list.html", context)


@require_GET
@needs(SEE_ORDERS)
def item(request: HttpRequest, staff: StaffCard, item_id: int) -> HttpResponse:
    return _page(request, staff, goods_for(staff, item_id))


@require_POST
@needs(IMPORT)
def knowledge(request: HttpRequest, staff: StaffCard, item_id: int) -> HttpResponse:
    goods = goods_for(staff, item_id)
    typed = {section: request.POST[section] for section in SECTIONS if section in request.POST}
    try:
        actions.write_knowledge(item_id=goods.item.id, sections=typed, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, goods, typed=typed, problem=str(refusal))
    answer = _page(request, staff, goods)
    answer["HX-Push-Url"] = reverse("item", args=[goods.item.id])  # no longer the address that edits
    return answer


def _page(
    request: HttpRequest,
    staff: StaffCard,
    goods: Goods,
    *,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> HttpResponse:
    detail = _detail(staff, goods)
    card = detail["knowledge"]
    texts = {**(card.sections if card else {}), **(typed or {})}
    editing = staff.may(IMPORT) and (bool(problem) or "edit" in request.GET)
    context = {
        **detail,
        "may_edit": staff.may(IMPORT),
        "fields": [(key, title, texts.get(key, "")) for key, title in SECTION_TITLES.items()]
        if editing
        else None,
        "longest": SECTION_LETTERS,
        "problem": problem,
    }
    return render(request, "catalog/item.html", context, status=400 if problem else 200)


@require_GET
@needs(SEE_ORDERS)
def slot(request: HttpRequest, staff: StaffCard, buyer: int) -> HttpResponse:
    """The goods that concern the buyer: the first in full, the others as rows that open.

    Buyers are not known here: for an id that is none of the shop's, no goods are found.
    """
    ids = queries.items_of_buyer(staff.shop_id, buyer)[:SLOT_ITEMS]
    cards = queries.item_cards(staff.shop_id, ids)
    goods = seen_goods(staff, [cards[one] for one in ids if one in cards])
    context = {
        "buyer": buyer,
        "goods": goods,
        "first": _beside(_detail(staff, goods[0])) if goods else None,
    }
    return render(request, "catalog/_slot.html", context)


@require_GET
@needs(SEE_ORDERS)
def slot_find(request: HttpRequest, staff: StaffCard, buyer: int) -> HttpResponse:  # noqa: ARG001 - the slot's
    text = request.GET.get("q", "")
    goods = seen_goods(staff, queries.find_items(staff.shop_id, text, limit=SLOT_ITEMS))
    return render(request, "catalog/_found.html", {"text": text, "goods": goods})


@require_GET
@needs(SEE_ORDERS)
def card(request: HttpRequest, staff: StaffCard, item_id: int) -> HttpResponse:
    """What an agent needs of an item while somebody waits for an answer."""
    return render(request, "catalog/_goods.html", _detail(staff, goods_for(staff, item_id)))


def _beside(detail: dict[str, Any]) -> dict[str, Any]:
    """Beside a talk what goes with the item has a card of its own; here stand only the words on it."""
    return {**detail, "matching": [(line, item) for line, item in detail["matching"] if item is None]}


def _detail(staff: StaffCard, goods: Goods) -> dict[str, Any]:
    knowledge = queries.knowledge_card(goods.item.id)
    lines = queries.matching_items(staff.shop_id, knowledge.sections["matching"]) if knowledge else []
    matching = seen_goods(staff, [item for _, item in lines if item])
    by_item = {one.item.id: one for one in matching}
    return {
        "one": goods,
        "knowledge": knowledge,
        "matching": [(line, by_item[item.id] if item else None) for line, item in lines],
        "parts": [(part, reverse(part.url_name, args=[goods.item.id])) for part in queries.item_parts()],
        "sees_cost": staff.may(SEE_COST),
    }
