from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhanggui.catalog.access import goods_for
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS
from zhanggui.stock.queries import stock_of


@require_GET
@needs(SEE_ORDERS)
def item_stock(request: HttpRequest, staff: StaffCard, item_id: int) -> HttpResponse:
    """The part of an item that tells how many there are."""
    goods = goods_for(staff, item_id)
    stock = stock_of([sku.id for sku in goods.skus])
    rows = [(sku, stock[sku.id]) for sku in goods.skus]
    counted = [card.counted_at for card in stock.values() if card.counted_at]
    return render(
        request, "stock/_part.html", {"rows": rows, "counted_at": min(counted) if counted else None}
    )
