from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhanggui.aftersales.access import refund_for, refunds_for, refunds_of_order_for
from zhanggui.aftersales.queries import count_refunds
from zhanggui.foundation.clock import now
from zhanggui.foundation.words import named
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


@require_GET
@needs(SEE_ORDERS)
def part(request: HttpRequest, staff: StaffCard, refund_id: int) -> HttpResponse:
    """What one must know to answer it, beside the worklist."""
    shown = refund_for(staff, refund_id)
    order = ("order_number", shown.order_number)
    context = {"refund": shown, "order": named(staff.shop_id, [order]).get(order)}
    return render(request, "aftersales/_part.html", context)
