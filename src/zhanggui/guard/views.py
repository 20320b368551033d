from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhanggui.foundation.words import named
from zhanggui.guard.access import hits_for
from zhanggui.guard.queries import lines_in_force
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import SEE_AUDIT

_LONGEST_ID = 18  # digits of an id that the database can hold for sure


@require_GET
@needs(SEE_AUDIT)
def hits(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The first page for anything in `before` that is no id."""
    asked = request.GET.get("before", "")
    is_id = asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST_ID
    page = hits_for(staff, before_id=int(asked) if is_id else None)
    talks = [("conversation", str(hit.conversation_id)) for hit in page.hits]
    names = named(staff.shop_id, talks)
    context = {
        "page": page,
        "rows": [(hit, names.get(talk)) for hit, talk in zip(page.hits, talks, strict=True)],
        "lines": lines_in_force(shop_by_id(staff.shop_id).platform),
        "is_later": is_id,
    }
    return render(request, "guard/hits.html", context)
