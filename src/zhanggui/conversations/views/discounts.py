"""The log of what was taken off prices: who asked, why, who agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from zhanggui.conversations import queries
from zhanggui.conversations.rules.discounts import STATE_TITLES
from zhanggui.conversations.views.days import asked_days
from zhanggui.foundation import sheets
from zhanggui.foundation.calendar import SHANGHAI, day_starts_at
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, all_staff
from zhanggui.shops.rules import RECEIVE, SEE_FIGURES

_DAY = timedelta(days=1)


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Of the whole shop, or of one agent, for those who see its figures; an agent's own for the agent."""
    first, last = asked_days(request)
    asked = _asked(request, staff)
    who = asked["agent_id"]
    names = {one.id: one.name for one in all_staff(staff.shop_id)}
    span: dict[str, Any] = {"since": day_starts_at(first), "until": day_starts_at(last + _DAY)}
    state = asked["state"]
    context = {
        "first": first,
        "last": last,
        "who": who if staff.may(SEE_FIGURES) else None,
        "of_whom": names.get(who or 0, ""),
        "state": state,
        "states": STATE_TITLES.items(),
        "agents": queries.discount_counts(staff.shop_id, **span, agent_id=who),
        "log": queries.discounts_of(staff.shop_id, **span, **asked),
        "forms": sheets.FORMS,
    }
    return render(request, "conversations/discounts.html", context)


@require_GET
@needs(RECEIVE)
def file(request: HttpRequest, staff: StaffCard, form: str) -> HttpResponse:
    """The list of the page, as a file."""
    if form not in sheets.FORMS:
        return HttpResponse(status=404)
    first, last = asked_days(request)
    span: dict[str, Any] = {"since": day_starts_at(first), "until": day_starts_at(last + _DAY)}
    log = queries.discounts_of(staff.shop_id, **span, **_asked(request, staff))
    head = [
        gettext("什么时候"),
        gettext("客服"),
        gettext("买家"),
        gettext("商品"),
        gettext("标价"),
        gettext("底价"),
        gettext("让价"),
        gettext("理由"),
        gettext("结果"),
        gettext("谁批的"),
        gettext("批的话"),
    ]
    rows: list[list[str | float]] = [
        [
            f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            one.by_name,
            one.buyer_name,
            one.item_title,
            one.price_fen / 100,
            "" if one.floor_fen is None else one.floor_fen / 100,
            one.off_fen / 100,
            one.reason,
            gettext(one.state_title),
            one.decided_by_name,
            one.note,
        ]
        for one in log
    ]
    return sheets.answer(form, f"discounts-{first:%Y%m%d}-{last:%Y%m%d}.{form}", head, rows)


def _asked(request: HttpRequest, staff: StaffCard) -> dict[str, Any]:
    state = request.GET.get("state", "")
    return {
        "agent_id": id_in(request.GET.get("who", "")) if staff.may(SEE_FIGURES) else staff.id,
        "state": state if state in STATE_TITLES else "",
    }
