from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhanggui.aftersales.access import (
    refund_for,
    refund_of_order_for,
    refunds_for,
    refunds_of_order_for,
)
from zhanggui.aftersales.back import is_after_sale, of_refund, tried
from zhanggui.aftersales.forms import BackForm, pieces_asked
from zhanggui.aftersales.queries import count_refunds
from zhanggui.foundation.clock import now
from zhanggui.foundation.words import named
from zhanggui.orders.access import order_for
from zhanggui.orders.queries import order_by_number
from zhanggui.orders.rules import order_number
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS
from zhanggui.worklist.queries import tasks_about


@never_cache  # page and fragment have one address: a browser that goes back must not show the fragment
@require_GET
@needs(SEE_ORDERS)
def refunds(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """What waits for the shop, due first; or all, newest first; or those of a number."""
    at = now()
    text = order_number(request.GET.get("q", ""))[:64]
    waiting = request.GET.get("show") != "all" and not text
    after = request.GET.get("after")
    page = refunds_for(staff, waiting=waiting, text=text, after=after)
    orders = named(staff.shop_id, [("order_number", one.order_number) for one in page.refunds])
    context = {
        "rows": [(one, orders.get(("order_number", one.order_number))) for one in page.refunds],
        "after": page.after,
        "counts": count_refunds(staff.shop_id, at=at),
        "text": text,
        "waiting": waiting,
        "is_later": bool(after),
        "at": at,
    }
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "aftersales/_refunds.html" if fragment else "aftersales/refunds.html", context)


@require_GET
@needs(SEE_ORDERS)
def refund(request: HttpRequest, staff: StaffCard, refund_id: int) -> HttpResponse:
    shown = refund_for(staff, refund_id)
    order = ("order_number", shown.order_number)
    context = {
        "refund": shown,
        "order": named(staff.shop_id, [order]).get(order),
        "bought": order_by_number(staff.shop_id, shown.order_number),
        "tasks": tasks_about(staff.shop_id, "refund", shown.id),
        "at": now(),
    }
    return render(request, "aftersales/refund.html", context)


@require_GET
@needs(SEE_ORDERS)
def of_order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """A part of an order's card; nothing when there is no refund."""
    context = {"refunds": refunds_of_order_for(staff, order_id), "at": now()}
    return render(request, "aftersales/_of_order.html", context)


@never_cache
@require_GET
@needs(SEE_ORDERS)
def back(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """What goes back to the buyer, and of whatever pieces and day somebody tries; nothing is written."""
    order, at = order_for(staff, order_id), now()
    asked = refund_of_order_for(staff, order, request.GET.get("refund", ""))
    problem = False
    if "on" in request.GET:
        form = BackForm(request.GET)
        problem = not form.is_valid()
        on, after_sale = form.cleaned_data.get("on", at), form.cleaned_data["after_sale"]
        trial = tried(order, pieces_asked(request.GET), refund=asked, after_sale=after_sale, on=on)
    elif asked is not None:
        trial = of_refund(order, asked, at)
    else:
        trial = tried(order, {}, refund=None, after_sale=is_after_sale(order, at), on=at)
    return render(request, "aftersales/_back.html", {"order": order, "trial": trial, "problem": problem})


@require_GET
@needs(SEE_ORDERS)
def try_back(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """The part of an order's card that opens to `back`; nothing for one that nobody has paid."""
    return render(request, "aftersales/_try_back.html", {"order": order_for(staff, order_id)})


@require_GET
@needs(SEE_ORDERS)
def part(request: HttpRequest, staff: StaffCard, refund_id: int) -> HttpResponse:
    """What one must know to answer it, beside the worklist."""
    shown = refund_for(staff, refund_id)
    order = ("order_number", shown.order_number)
    context = {"refund": shown, "order": named(staff.shop_id, [order]).get(order)}
    return render(request, "aftersales/_part.html", context)
