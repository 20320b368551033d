"""The shop's people: seen, added and changed by the manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.actions import StaffEntry, make_password_link, record_staff
from zhanggui.shops.queries import MemberCard, StaffCard, all_staff
from zhanggui.shops.rules import AGENT, EDIT_SHOP, ROLE_TITLES


@dataclass(frozen=True)
class _Typed:
    """What stands in the form. `known` is the login of a member who is there already."""

    login: str = ""
    name: str = ""
    agent_number: str = ""
    role: str = AGENT
    sub_accounts: str = ""
    known: bool = False


@never_cache
@require_GET
@needs(EDIT_SHOP)
def staff_page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff, typed=_Typed() if "add" in request.GET else None)


@require_POST
@needs(EDIT_SHOP)
def save(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = _Typed(
        **{
            name: request.POST.get(name, "")
            for name in ("login", "name", "agent_number", "role", "sub_accounts")
        },
        known="known" in request.POST,
    )
    logins = {card.login for card in all_staff(staff.shop_id)}
    if not typed.known and typed.login.strip() in logins:
        return _page(request, staff, typed=typed, problem=_taken(typed.login.strip()))
    entry = StaffEntry(
        login=typed.login,
        name=typed.name,
        agent_number=typed.agent_number,
        role=typed.role,
        sub_accounts=tuple(typed.sub_accounts.splitlines()),
    )
    return _recorded(request, staff, entry, typed)


def _taken(login: str) -> str:
    return UnableTo("登录名 {login} 已经有人用了,换一个", login=login).translated()


@require_POST
@needs(EDIT_SHOP)
def set_active(request: HttpRequest, staff: StaffCard, staff_id: int) -> HttpResponse:
    one = _member(staff, staff_id)
    active = request.POST.get("active") == "1"
    entry = StaffEntry(one.login, one.name, one.agent_number, one.role, active=active)
    return _recorded(request, staff, entry, None)


@never_cache
@require_POST
@needs(EDIT_SHOP)
def link(request: HttpRequest, staff: StaffCard, staff_id: int) -> HttpResponse:
    one = _member(staff, staff_id)
    try:
        token = make_password_link(shop_id=staff.shop_id, staff_id=staff_id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    where = request.build_absolute_uri(reverse("password_link", args=[staff_id, token]))
    return _page(request, staff, linked=one, link=where)


def _member(staff: StaffCard, staff_id: int) -> MemberCard:
    one = next((card for card in all_staff(staff.shop_id) if card.id == staff_id), None)
    if one is None:
        raise Http404
    return one


def _typed(card: MemberCard) -> _Typed:
    accounts = "\n".join(card.sub_accounts)
    return _Typed(card.login, card.name, card.agent_number, card.role, accounts, known=True)


def _recorded(
    request: HttpRequest, staff: StaffCard, entry: StaffEntry, typed: _Typed | None
) -> HttpResponse:
    done = record_staff(shop_id=staff.shop_id, entries=[entry], by=staff.actor, at=now())
    if done.refused:
        return _page(request, staff, typed=typed, problem=done.refused[0].reason)
    return _page(request, staff, saved=entry.name.strip())


def _page(
    request: HttpRequest, staff: StaffCard, *, problem: str = "", typed: _Typed | None = None, **said: Any
) -> HttpResponse:
    people = all_staff(staff.shop_id)
    wanted, editing = request.GET.get("q", "").strip(), id_in(request.GET.get("edit", ""))
    one = next((card for card in people if card.id == editing), None)
    context = {
        "typed": typed or (_typed(one) if one else None),
        "people": [card for card in people if not wanted or _fits(card, wanted.lower())],
        "count": len(people),
        "text": wanted,
        "roles": ROLE_TITLES.items(),
        "problem": problem,
        "me": staff.id,
        **said,
    }
    return render(request, "shops/staff.html", context, status=400 if problem else 200)


def _fits(card: MemberCard, wanted: str) -> bool:
    said = (card.name, card.agent_number, card.login, card.role_title, *card.sub_accounts)
    return any(wanted in text.lower() for text in said)
