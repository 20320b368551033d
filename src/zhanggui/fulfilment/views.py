from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhanggui.conversations.access import shop_for_visitors
from zhanggui.customers.access import visitor_key
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.fulfilment import actions, queries, rules
from zhanggui.fulfilment.access import (
    area_id_for,
    asked_visitor,
    check_for,
    check_of_order_for,
    check_of_proposal_for,
    checks_for,
)
from zhanggui.fulfilment.queries import CheckCard
from zhanggui.fulfilment.rules import Receiver
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_SHOP, RECEIVE, SEE_ORDERS

_CLOSED = 403
_YEARS = range(2003, 2100)  # the calendar's first and last days cannot be counted with


@never_cache  # page and fragment have one address: a browser that goes back must not show the fragment
@require_GET
@needs(SEE_ORDERS)
def addresses(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """What waits for a person, then the day's checks with their numbers."""
    at = now()
    day = _day(request.GET.get("day", ""), at)
    after = id_in(request.GET.get("after", ""))
    page = checks_for(staff, day=day, after=after, at=at)
    context = {
        "held": queries.held_checks(staff.shop_id, at=at) if after is None else [],
        "held_count": queries.count_held(staff.shop_id),
        "page": page,
        "numbers": queries.checks_of_day(staff.shop_id, day, at=at),
        "day": day,
        "today": shop_day(at),
        "is_later": after is not None,
        "here": request.get_full_path(),
        "may_confirm": staff.may(RECEIVE),
        "may_list": staff.may(EDIT_SHOP),
        "at": at,
    }
    fragment = request.headers.get("HX-Request") == "true"
    name = "fulfilment/_addresses.html" if fragment else "fulfilment/addresses.html"
    return render(request, name, context)


@require_GET
@needs(SEE_ORDERS)
def held(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The figure in the navigation."""
    return render(request, "fulfilment/_held.html", {"count": queries.count_held(staff.shop_id)})


@require_GET
@needs(SEE_ORDERS)
def of_order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """A part of an order's card; nothing for an order without a check."""
    at = now()
    _, check = check_of_order_for(staff, order_id, at=at)
    return _part(request, staff, check, at)


@require_POST
@needs(RECEIVE)
def confirm(request: HttpRequest, staff: StaffCard, check_id: int) -> HttpResponse:
    """`how` is chat, phone or looked; with `in` = row the answer is a row of the list."""
    check = check_for(staff, check_id, at=now())
    how = request.POST.get("how", "")
    refused = ""
    try:
        if how not in rules.BY_STAFF:
            refused = gettext("请说明是怎么确认的")
        else:
            seen = request.POST.get("seen", "")
            actions.confirm_address(check_id=check.id, how=how, seen=seen, by=staff.actor, at=now())
    except UnableTo as refusal:
        refused = str(refusal)
    return _again(request, staff, check.id, refused=refused)


@require_POST
@needs(RECEIVE)
def confirm_many(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """`how` as for one; any number of `check`, each an id and the mark of the address that was shown, with
    a colon between. What cannot be confirmed is said, and keeps none of the others back."""
    how, done, refused = request.POST.get("how", ""), 0, ""
    picked = request.POST.getlist("check")[: queries.PAGE]
    if how not in rules.BY_STAFF or not picked:
        refused = gettext("请先选中几行,再说明是怎么确认的")
        picked = []
    for check, seen in _picked(staff, picked):
        try:
            actions.confirm_address(check_id=check.id, how=how, seen=seen, by=staff.actor, at=now())
            done += 1
        except UnableTo as refusal:
            refused = f"{check.number}: {gettext(str(refusal))}"
    context = {"done": done, "left": len(picked) - done, "refused": refused}
    answer = render(request, "fulfilment/_confirmed.html", context, status=422 if refused else 200)
    answer["HX-Trigger"] = "changed-addresses"
    return answer


def _picked(staff: StaffCard, picked: list[str]) -> Iterator[tuple[CheckCard, str]]:
    for one in picked:
        check_id, _, seen = one.partition(":")
        number = id_in(check_id)
        if number is not None:
            yield check_for(staff, number, at=now()), seen


@require_POST
@needs(RECEIVE)
def change(request: HttpRequest, staff: StaffCard, check_id: int) -> HttpResponse:
    """The buyer said another address in words: a member writes it down; without a doubt that is enough."""
    check, at = check_for(staff, check_id, at=now()), now()
    try:
        actions.change_address(check_id=check.id, receiver=_receiver(request), by=staff.actor, at=at)
    except UnableTo as refusal:
        return _again(request, staff, check.id, refused=str(refusal), changing=True)
    return _again(request, staff, check.id, remarked=True)


@require_POST
@needs(RECEIVE)
def accept(request: HttpRequest, staff: StaffCard, proposal_id: int) -> HttpResponse:
    check = check_of_proposal_for(staff, proposal_id, at=now())
    try:
        actions.accept_proposal(proposal_id=proposal_id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _again(request, staff, check.id, refused=str(refusal))
    return _again(request, staff, check.id, remarked=True)


@require_POST
@needs(RECEIVE)
def decline(request: HttpRequest, staff: StaffCard, proposal_id: int) -> HttpResponse:
    check = check_of_proposal_for(staff, proposal_id, at=now())
    note = request.POST.get("note", "")
    try:
        actions.decline_proposal(proposal_id=proposal_id, note=note, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _again(request, staff, check.id, refused=str(refusal), declining=True)
    return _again(request, staff, check.id)


@require_http_methods(["GET", "POST"])
@needs(EDIT_SHOP)
def areas(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The dated list of areas to which couriers do not carry."""
    if request.method == "GET":
        return _areas(request, staff)
    try:
        _list_area(request, staff)
    except UnableTo as refusal:
        return _areas(request, staff, refused=str(refusal))
    return _areas(request, staff)


@require_POST
@needs(EDIT_SHOP)
def end_area(request: HttpRequest, staff: StaffCard, area_id: int) -> HttpResponse:
    at = now()
    actions.unlist_area(area_id=area_id_for(staff, area_id), until=shop_day(at), by=staff.actor, at=at)
    return _areas(request, staff)


def _areas(request: HttpRequest, staff: StaffCard, refused: str = "") -> HttpResponse:
    context = {
        "areas": queries.areas(staff.shop_id),
        "since": shop_day(now()).isoformat(),
        "refused": refused,
        "said": request.POST if refused else {},
    }
    fragment = request.headers.get("HX-Request") == "true"
    template = "fulfilment/_areas.html" if fragment else "fulfilment/areas.html"
    return render(request, template, context, status=422 if refused else 200)


def _list_area(request: HttpRequest, staff: StaffCard) -> None:
    at = now()
    said = request.POST
    actions.list_area(
        text=said.get("area", ""),
        courier=said.get("courier", ""),
        reason=said.get("reason", ""),
        since=_day(said.get("since", ""), at),
        until=_day(said["until"], at) if said.get("until") else None,
        by=staff.actor,
        at=at,
    )


@require_POST
def answer(request: HttpRequest, slug: str, asked_id: int) -> HttpResponse:
    """The visitor's word on the card: `answer` is yes, or other with name, phone and address."""
    shop = shop_for_visitors(slug)
    if visitor_key(shop.id, request.COOKIES) is None:
        return JsonResponse({"ok": False, "say": gettext("请先打开聊天页")}, status=_CLOSED)
    conversation = asked_visitor(request, shop, asked_id)
    by = Actor(kind="visitor", id=conversation.buyer_id, name="访客", shop_id=shop.id)
    try:
        say = _answered(request, asked_id, by)
    except UnableTo as refusal:
        return JsonResponse({"ok": False, "say": gettext(str(refusal))}, status=400)
    return JsonResponse({"ok": True, "say": say})


def _answered(request: HttpRequest, check_id: int, by: Actor) -> str:
    match request.POST.get("answer"):
        case "yes":
            actions.answer_yes(check_id=check_id, by=by, at=now())
            return gettext("好的,就按这个地址发")
        case "other":
            actions.propose_address(check_id=check_id, receiver=_receiver(request), by=by, at=now())
            return gettext("收到,客服核对后告诉您结果")
        case _:
            raise actions.CannotConfirm("请选择「没问题」或「要修改」")


def _receiver(request: HttpRequest) -> Receiver:
    return Receiver(
        name=request.POST.get("name", ""),
        phone=request.POST.get("phone", ""),
        address=request.POST.get("address", ""),
    )


def _again(
    request: HttpRequest, staff: StaffCard, check_id: int, *, refused: str = "", **opened: bool
) -> HttpResponse:
    at = now()
    check = check_for(staff, check_id, at=at)
    if request.POST.get("in") != "row":
        return _part(request, staff, check, at, refused=refused, **opened)
    context = {"check": check, "refused": refused}
    return render(request, "fulfilment/_row_done.html", context, status=422 if refused else 200)


def _part(
    request: HttpRequest,
    staff: StaffCard,
    check: CheckCard | None,
    at: datetime,
    *,
    refused: str = "",
    **opened: bool,
) -> HttpResponse:
    context = {
        "check": check,
        "at": at,
        "may_confirm": staff.may(RECEIVE),
        "refused": refused,
        "said": request.POST if refused else {},
        **opened,
    }
    return render(request, "fulfilment/_of_order.html", context, status=422 if refused else 200)


def _day(text: str, at: datetime) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return shop_day(at)
    return day if day.year in _YEARS else shop_day(at)
