"""What goes with the item that is talked of, beside the talk; and what agents sold besides, with its list."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from zhanggui.catalog.access import seen_goods
from zhanggui.catalog.queries import item_cards, items_of_buyer
from zhanggui.conversations import queries
from zhanggui.conversations.settings import ADD_ON_HOURS
from zhanggui.conversations.views.days import asked_days
from zhanggui.customers.access import buyer_for
from zhanggui.foundation import sheets
from zhanggui.foundation.calendar import SHANGHAI, day_starts_at
from zhanggui.foundation.clock import now
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, all_staff, setting_value
from zhanggui.shops.rules import RECEIVE, SEE_FIGURES

_ITEMS = 8
_DAY = timedelta(days=1)


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """Of the item that concerns the buyer most, or of the one that is chosen."""
    buyer = buyer_for(staff, buyer_id)
    ids = items_of_buyer(staff.shop_id, buyer.id)[:_ITEMS]
    items = item_cards(staff.shop_id, ids)
    asked = id_in(request.GET.get("item", ""))
    chosen = asked if asked in items else next((one for one in ids if one in items), None)
    related = queries.related_items(staff.shop_id, chosen) if chosen else []
    goods = {one.item.id: one for one in seen_goods(staff, [one.item for one in related])}
    context = {
        "buyer": buyer,
        "items": [items[one] for one in ids if one in items],
        "chosen": chosen,
        "is_chosen": chosen is not None and chosen == asked,
        "related": [(one, goods[one.item.id]) for one in related],
    }
    return render(request, "conversations/_related.html", context)


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Of the whole shop, or of one agent, for those who see its figures; an agent's own for the agent."""
    first, last = asked_days(request)
    who = _who(request, staff)
    span = (day_starts_at(first), day_starts_at(last + _DAY))
    agents, days = queries.add_on_counts(staff.shop_id, *span, agent_id=who)
    names = {one.id: one.name for one in all_staff(staff.shop_id)}
    context = {
        "first": first,
        "last": last,
        "who": who,
        "agents": [(key, names.get(key, ""), one) for key, one in sorted(agents.items())],
        "by_day": sorted(days.items()),
        "sales": queries.add_on_sales(staff.shop_id, *span, agent_id=who),
        "of_whom": names.get(who or 0, ""),
        "hours": setting_value(staff.shop_id, ADD_ON_HOURS, at=now()),
        "forms": sheets.FORMS,
    }
    return render(request, "conversations/add_ons.html", context)


@require_GET
@needs(RECEIVE)
def file(request: HttpRequest, staff: StaffCard, form: str) -> HttpResponse:
    """The list of the page, as a file."""
    if form not in sheets.FORMS:
        return HttpResponse(status=404)
    first, last = asked_days(request)
    span = (day_starts_at(first), day_starts_at(last + _DAY))
    sales = queries.add_on_sales(staff.shop_id, *span, agent_id=_who(request, staff))
    head = [
        gettext("付款时间"),
        gettext("客服"),
        gettext("订单号"),
        gettext("买家"),
        gettext("商品"),
        gettext("搭配的是"),
        gettext("件数"),
        gettext("实付"),
        gettext("退款"),
        gettext("附带销售额"),
    ]
    rows: list[list[str | float]] = [
        [
            f"{one.paid_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            one.agent,
            one.order_number,
            one.buyer,
            one.item,
            one.beside,
            one.quantity,
            one.paid_fen / 100,
            one.refund_fen / 100,
            one.net_fen / 100,
        ]
        for one in sales
    ]
    return sheets.answer(form, f"add-ons-{first:%Y%m%d}-{last:%Y%m%d}.{form}", head, rows)


def _who(request: HttpRequest, staff: StaffCard) -> int | None:
    return id_in(request.GET.get("who", "")) if staff.may(SEE_FIGURES) else staff.id
