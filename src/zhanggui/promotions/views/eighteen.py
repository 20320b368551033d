from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhanggui.promotions.eighteen import shown
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS


@require_GET
@needs(SEE_ORDERS)
def rules(request: HttpRequest, staff: StaffCard) -> HttpResponse:  # noqa: ARG001 - the same for every shop
    return render(request, "promotions/rules.html", {"rules": shown()})
