from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers.access import buyer_for
from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.words import named
from zhanggui.guard import actions, queries
from zhanggui.guard.access import hits_for, promise_for
from zhanggui.guard.queries import PromiseCard, lines_in_force
from zhanggui.orders.access import order_for
from zhanggui.orders.queries import OrderCard, orders_by_id
from zhanggui.orders.rules import CHANGES, FLAGS, PROMISES
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import RECEIVE, SEE_AUDIT

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
        "lines": lines_in_force(shop_by_id(staff.shop_id).platform),
        "is_later": is_id,
        "kept": queries.promise_counts(staff.shop_id, since=today[0], until=today[1]),
        "missed": _with_orders(queries.missed_promises(staff.shop_id, since=today[0], until=today[1])),
    }
    return render(request, "guard/hits.html", context)


@require_GET
@needs(RECEIVE)
def promises_slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """What this buyer was promised and no remark tells; empty when there is nothing."""
    buyer = buyer_for(staff, buyer_id)
    return _promises(request, queries.open_promises(buyer.id))


@require_GET
@needs(RECEIVE)
def promises_of_order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """The part of the task: the same for one order."""
    order = order_for(staff, order_id)
    return _promises(request, queries.open_promises_on(order.id))


@require_POST
@needs(RECEIVE)
def dismiss_promise(request: HttpRequest, staff: StaffCard, promise_id: int) -> HttpResponse:  # noqa: ARG001
    promise = promise_for(staff, promise_id)
    try:
        actions.dismiss_promise(promise_id=promise.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return HttpResponse(gettext(str(refusal)), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse()


def _with_orders(promises: list[PromiseCard]) -> list[tuple[PromiseCard, OrderCard | None]]:
    orders = {order.id: order for order in orders_by_id({one.order_id or 0 for one in promises})}
    return [(one, orders.get(one.order_id or 0)) for one in promises]


def _promises(request: HttpRequest, open_ones: list[PromiseCard]) -> HttpResponse:
    groups: dict[OrderCard | None, list[PromiseCard]] = {}
    for one, order in _with_orders(open_ones):
        groups.setdefault(order, []).append(one)
    context = {
        "groups": [(order, ones, {one.kind for one in ones}) for order, ones in groups.items()],
        "flags": FLAGS.items(),
        "changes": CHANGES.items(),
        "promises": PROMISES.items(),
    }
    return render(request, "guard/_promises.html", context)
