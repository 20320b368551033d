from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhanggui.orders.access import order_for
from zhanggui.promotions.why import why_price
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS


@never_cache
@require_GET
@needs(SEE_ORDERS)
def of_order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """The part of an order that tells why it costs what it does."""
    return render(request, "promotions/_why.html", {"why": why_price(order_for(staff, order_id))})
