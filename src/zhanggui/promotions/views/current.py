"""What holds for an item now: on its page, and beside the talk with whoever asks about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhanggui.catalog.access import goods_for
from zhanggui.foundation.clock import now
from zhanggui.promotions.cheapest import cheapest
from zhanggui.promotions.standing import Standing, standing
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS

_DAY = timedelta(days=1)


@never_cache
@require_GET
@needs(SEE_ORDERS)
def of_item(request: HttpRequest, staff: StaffCard, item_id: int) -> HttpResponse:
    goods, at = goods_for(staff, item_id), now()
    price_fen = goods.price[0] if goods.price else None
    found = standing(goods.item, at, price_fen=price_fen)
    context = {
        "item": goods.item,
        "standing": found,
        "cheapest": cheapest(goods.item, at, price_fen=price_fen),
        "at": at,
        "again_seconds": _again_seconds(found, at),
    }
    return render(request, "promotions/_current.html", context)


def _again_seconds(found: Standing, at: datetime) -> int | None:
    """When an offer ends while somebody looks, the part is fetched again."""
    changes_at = found.changes_at
    if changes_at is None or changes_at - at > _DAY:
        return None
    return int((changes_at - at).total_seconds()) + 1
