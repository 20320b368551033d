from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhanggui.guard.access import hits_for
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_AUDIT

_LONGEST_ID = 18  # digits of an id that the database can hold for sure


@require_GET
@needs(SEE_AUDIT)
def hits(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The first page for anything in `before` that is no id."""
    asked = request.GET.get("before", "")
    is_id = asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST_ID
    page = hits_for(staff, before_id=int(asked) if is_id else None)
    return render(request, "guard/hits.html", {"page": page, "is_later": is_id})
