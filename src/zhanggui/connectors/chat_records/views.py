"""Accounts of the other client that nobody of the shop has yet, and whose they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations.queries import unclaimed_accounts
from zhanggui.foundation.clock import now
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.queries import StaffCard, all_staff, sub_accounts
from zhanggui.shops.rules import EDIT_SHOP


@never_cache
@require_GET
@needs(EDIT_SHOP)
def accounts(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


@require_POST
@needs(EDIT_SHOP)
def give(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The account is a member's from now on; what was said under it follows within the minute."""
    account, wanted = request.POST.get("account", "").strip(), id_in(request.POST.get("staff", ""))
    one = next((card for card in all_staff(staff.shop_id) if card.id == wanted), None)
    if one is None or not account:
        return _page(request, staff, problem=gettext("请先选这个账号是谁的"))
    entry = StaffEntry(
        one.login, one.name, one.agent_number, one.role, sub_accounts=(*one.sub_accounts, account)
    )
    done = record_staff(shop_id=staff.shop_id, entries=[entry], by=staff.actor, at=now())
    if done.refused:
        return _page(request, staff, problem=done.refused[0].reason)
    return _page(request, staff, given=account, to=one.name)


def _page(request: HttpRequest, staff: StaffCard, *, problem: str = "", **said: Any) -> HttpResponse:
    known = sub_accounts(staff.shop_id)
    context = {
        "accounts": [(one, known.get(one.name)) for one in unclaimed_accounts(staff.shop_id)],
        "people": all_staff(staff.shop_id),
        "problem": problem,
        **said,
    }
    return render(request, "chat_records/accounts.html", context, status=400 if problem else 200)
