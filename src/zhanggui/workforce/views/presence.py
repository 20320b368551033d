from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE
from zhanggui.workforce.actions import set_presence


@require_POST
@needs(RECEIVE)
def presence(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    try:
        set_presence(status=request.POST.get("status", ""), by=staff.actor, at=now())
    except UnableTo as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
