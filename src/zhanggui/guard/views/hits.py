from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.words import named
from zhanggui.guard import queries
from zhanggui.guard.access import hits_for, hits_like_for
from zhanggui.guard.views.promises import with_orders
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
    today = day_span(shop_day(now()))
    page = hits_for(staff, before_id=int(asked) if is_id else None)
    talks = [("conversation", str(hit.conversation_id)) for hit in page.hits]
    names = named(staff.shop_id, talks)
    context = {
        "page": page,
        "rows": [(hit, names.get(talk)) for hit, talk in zip(page.hits, talks, strict=True)],
        "is_later": is_id,
        "kept": queries.promise_counts(staff.shop_id, since=today[0], until=today[1]),
        "missed": with_orders(queries.missed_promises(staff.shop_id, since=today[0], until=today[1])),
    }
    return render(request, "guard/hits.html", context)


@require_GET
@needs(SEE_AUDIT)
def red_line_part(request: HttpRequest, staff: StaffCard, hit_id: int) -> HttpResponse:
    """The part of the task: what was blocked of this agent by this rule that day."""
    found = hits_like_for(staff, hit_id)
    talks = [("conversation", str(hit.conversation_id)) for hit in found]
    names = named(staff.shop_id, talks)
    rows = [(hit, names.get(talk)) for hit, talk in zip(found, talks, strict=True)]
    return render(request, "guard/_red_line_part.html", {"rows": rows})
