"""Needs before answers: the questions beside the talk, the goods that fit, and the page that writes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.catalog.queries import categories, item_cards, items_of_buyer
from zhanggui.conversations import actions, queries
from zhanggui.conversations.queries import GuideCard
from zhanggui.conversations.rules.needs import GUIDE_LETTERS, Fit
from zhanggui.customers.access import buyer_for
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.money import yuan
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_PHRASES, RECEIVE


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, staff, buyer_id, request.GET.get("category"))


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    category = request.POST.get("category", "")
    problem = ""
    try:
        actions.note_need(
            buyer=buyer,
            category=category,
            question=request.POST.get("question", ""),
            answer=request.POST.get("answer", ""),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        problem = gettext(str(refusal))
    return _slot(request, staff, buyer_id, category, problem)


@require_http_methods(["GET", "POST"])
@needs(EDIT_PHRASES)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            actions.write_guide(
                category=request.POST.get("category", ""),
                text=request.POST.get("text", ""),
                by=staff.actor,
                at=now(),
            )
        except UnableTo as refusal:
            problem = gettext(str(refusal))
    found = queries.guides(staff.shop_id)
    context = {
        "guides": found,
        "free": [
            one for one in ["", *categories(staff.shop_id)] if one not in {each.category for each in found}
        ],
        "problem": problem,
        "typed": request.POST if problem else {},
        "letters": GUIDE_LETTERS,
    }
    return render(request, "conversations/guides.html", context, status=400 if problem else 200)


def _slot(
    request: HttpRequest, staff: StaffCard, buyer_id: int, category: str | None, problem: str = ""
) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    found = queries.guides(staff.shop_id)
    guide = _guide(found, category, staff.shop_id, buyer.id)
    answered = queries.needs_asked(guide, buyer.id) if guide else []
    fits = queries.goods_that_fit(staff.shop_id, guide, answered) if guide else []
    context = {
        "buyer": buyer.id,
        "guides": found,
        "guide": guide,
        "is_chosen": category is not None and guide is not None and guide.category == category,
        "asked": answered,
        "fits": [(one, _words(one)) for one in fits],
        "has_answers": any(one.answer for one in answered),
        "problem": problem,
    }
    return render(request, "conversations/_needs.html", context)


def _guide(found: list[GuideCard], category: str | None, shop_id: int, buyer_id: int) -> GuideCard | None:
    """The one that was asked for, else that of the goods that concern the buyer, else the one for all."""
    if category is None:
        ids = items_of_buyer(shop_id, buyer_id)[:1]
        category = next((one.category for one in item_cards(shop_id, ids).values()), "")
    by_category = {one.category: one for one in found}
    return by_category.get(category) or by_category.get("") or (found[0] if found else None)


def _words(fit: Fit) -> str:
    """What an agent may say: the goods and why."""
    reasons = "、".join(reason.split("(")[0] for reason in fit.reasons)
    price = f",现在 {yuan(fit.price_fen).removesuffix('.00')} 元" if fit.price_fen is not None else ""
    return f"按您说的({reasons}),推荐您看看这款「{fit.name}」{price}。"
