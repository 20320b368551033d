"""Why buyers hesitate: logged beside the talk by two keys, counted by item and kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.catalog.queries import item_cards, items_of_buyer
from zhanggui.conversations.queries import buyers_texts
from zhanggui.customers.access import buyer_for
from zhanggui.foundation import sheets
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.outreach import queries
from zhanggui.outreach.access import whose_list
from zhanggui.outreach.actions import add_doubt_kind, end_doubt_kind, log_doubt, take_doubt_back
from zhanggui.outreach.actions.doubts import LATELY
from zhanggui.outreach.queries import DoubtCount
from zhanggui.outreach.rules.doubts import KIND_LETTERS, hints_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_PHRASES, RECEIVE

_FEW_DAYS = timedelta(days=4)
_ITEMS = 8
_ALL = "合计"


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, staff, buyer_id)


@require_POST
@needs(RECEIVE)
def log(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    problem = ""
    try:
        log_doubt(
            buyer=buyer,
            kind=request.POST.get("kind", ""),
            item_id=id_in(request.POST.get("item", "")),
            words=request.POST.get("words", ""),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        problem = gettext(str(refusal))
    return _slot(request, staff, buyer_id, problem)


@require_POST
@needs(RECEIVE)
def take_back(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    buyer = buyer_for(staff, buyer_id)
    doubt_id, problem = id_in(request.POST.get("doubt", "")), ""
    if doubt_id is not None:
        try:
            take_doubt_back(doubt_id=doubt_id, buyer=buyer, by=staff.actor)
        except UnableTo as refusal:
            problem = gettext(str(refusal))
    return _slot(request, staff, buyer_id, problem)


def _slot(request: HttpRequest, staff: StaffCard, buyer_id: int, problem: str = "") -> HttpResponse:
    buyer, at = buyer_for(staff, buyer_id), now()
    items = item_cards(staff.shop_id, items_of_buyer(staff.shop_id, buyer.id)[:_ITEMS])
    kinds = queries.doubt_kinds(staff.shop_id, shop_day(at))
    texts = buyers_texts([buyer.id], at - LATELY).get(buyer.id, [])
    logged = queries.doubts_of_buyer(staff.shop_id, buyer.id)
    known = {one.kind for one in logged if one.at >= at - LATELY}
    hints = [one for one in hints_in(texts) if one.kind in kinds and one.kind not in known][:2]
    hinted = {one.kind for one in hints}
    context = {
        "buyer": buyer,
        "items": list(items.values()),
        "hints": [(one, kinds[one.kind]) for one in hints],
        "kinds": [(key, title) for key, title in kinds.items() if key not in hinted],
        "logged": [(one, one.by_id == staff.id) for one in logged],
        "problem": problem,
    }
    return render(request, "outreach/_doubts.html", context)


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


@require_POST
@needs(EDIT_PHRASES)
def add_kind(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    try:
        since = _day_in(request.POST.get("since", "")) or shop_day(at)
        add_doubt_kind(title=request.POST.get("title", ""), since=since, by=staff.actor, at=at)
    except UnableTo as refusal:
        return _page(request, staff, problem=gettext(str(refusal)))
    return _page(request, staff)


@require_POST
@needs(EDIT_PHRASES)
def end_kind(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    try:
        until = _day_in(request.POST.get("until", "")) or shop_day(at)
        end_doubt_kind(key=request.POST.get("kind", ""), until=until, by=staff.actor, at=at)
    except UnableTo as refusal:
        return _page(request, staff, problem=gettext(str(refusal)))
    return _page(request, staff)


def _page(request: HttpRequest, staff: StaffCard, problem: str = "") -> HttpResponse:
    """Of the whole shop for those who see its figures, of one's own for an agent."""
    today = shop_day(now())
    first, after = _month(request)
    span: dict[str, Any] = {"since": day_starts_at(first), "until": day_starts_at(after)}
    who = whose_list(staff, None)
    kind, won, item_id = (
        request.GET.get("kind", ""),
        request.GET.get("won", ""),
        id_in(request.GET.get("item", "")),
    )
    titles = queries.doubt_titles(staff.shop_id)
    counts = queries.doubt_counts(staff.shop_id, **span, agent_id=who)
    shown = [key for key in titles if any(one.counts[key] for one in counts)]
    month = f"{first:%Y-%m}"
    context = {
        "month": month,
        "heads": [titles[key] for key in shown],
        "rows": [(one, _cells(one, shown, titles, month)) for one in counts],
        "cases": queries.doubt_cases(
            staff.shop_id,
            **span,
            kind=kind,
            item_id=item_id,
            won={"1": True, "0": False}.get(won),
            agent_id=who,
        ),
        "chosen": titles.get(kind, ""),
        "is_chosen": bool(kind or won or item_id is not None),
        "files": [(form, f"?{urlencode({'month': month})}") for form in sheets.FORMS],
        "kinds": queries.doubt_kinds(staff.shop_id, today).items(),
        "changes": queries.kind_cards(staff.shop_id),
        "may_edit": staff.may(EDIT_PHRASES),
        "today": today,
        "letters": KIND_LETTERS,
        "problem": problem,
    }
    return render(request, "outreach/doubts.html", context, status=400 if problem else 200)


def _cells(
    one: DoubtCount, shown: list[str], titles: dict[str, str], month: str
) -> list[tuple[str, int, int, str]]:
    """Of each kind, and last of all: its title, how many, how many of them ordered the item, and the address
    of the list."""
    item = {"month": month, "item": one.item_id or 0}
    cells = [(titles[key], one.counts[key], one.won[key], urlencode({**item, "kind": key})) for key in shown]
    return [*cells, (_ALL, one.total, one.total_won, urlencode(item))]


@require_GET
@needs(RECEIVE)
def file(request: HttpRequest, staff: StaffCard, form: str) -> HttpResponse:
    """The table of the page, as a file: a row an item and kind."""
    if form not in sheets.FORMS:
        raise Http404
    first, after = _month(request)
    counts = queries.doubt_counts(
        staff.shop_id,
        since=day_starts_at(first),
        until=day_starts_at(after),
        agent_id=whose_list(staff, None),
    )
    titles = queries.doubt_titles(staff.shop_id)
    head = [gettext("商品"), gettext("顾虑"), gettext("次数"), gettext("后来下单")]
    rows: list[list[str | float]] = [
        [one.item or gettext("没有说商品"), gettext(titles.get(kind, kind)), number, one.won[kind]]
        for one in counts
        for kind, number in one.counts.most_common()
    ]
    return sheets.answer(form, f"doubts-{first:%Y%m}.{form}", head, rows)


def _month(request: HttpRequest) -> tuple[date, date]:
    first = _day_in(f"{request.GET.get('month', '')}-01") or shop_day(now()).replace(day=1)
    return first, (first.replace(day=28) + _FEW_DAYS).replace(day=1)


def _day_in(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
