from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers.access import buyer_for
from zhanggui.foundation.clock import now
from zhanggui.orders import actions, queries
from zhanggui.orders.access import order_for
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS, SEE_RECEIVER


@require_GET
@needs(SEE_ORDERS)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """The workspace's second slot: the newest order in full, the others as rows that open."""
    buyer = buyer_for(staff, buyer_id)
    orders = queries.orders_of_buyer(buyer.id)
    return render(
        request,
        "orders/_slot.html",
        {
            "buyer": buyer,
            "newest": orders[0] if orders else None,
            "others": orders[1:],
            "count": len(orders),
            "claims": queries.unverified_claims(buyer.id) if buyer.is_visitor else [],
        },
    )


@require_GET
@needs(SEE_ORDERS)
def slot_find(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """What the agent finds beside a conversation. Of a visitor's orders none is taken for theirs."""
    buyer = buyer_for(staff, buyer_id)
    text = request.GET.get("q", "")
    return render(
        request,
        "orders/_found.html",
        {
            "buyer": buyer,
            "text": text,
            "orders": queries.find_orders(staff.shop_id, text),
            "unverified": buyer.is_visitor,
        },
    )


@require_GET
@needs(SEE_ORDERS)
def order_list(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    if text:
        page = queries.OrderPage(orders=queries.find_orders(staff.shop_id, text), after=None)
    else:
        page = queries.orders_page(staff.shop_id, after=request.GET.get("after"))
    return render(
        request,
        "orders/list.html",
        {
            "page": page,
            "text": text,
            "first_page": not request.GET.get("after"),
            "most": queries.FOUND_AT_MOST,
        },
    )


@require_GET
@needs(SEE_ORDERS)
def order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    return render(request, "orders/order.html", {"order": order_for(staff, order_id)})


@require_POST
@needs(SEE_RECEIVER)
def receiver(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    shown = order_for(staff, order_id)
    whole = actions.reveal_receiver(order_id=shown.id, by=staff.actor, at=now())
    return render(request, "orders/_receiver.html", {"order": shown, "receiver": whole, "revealed": True})
