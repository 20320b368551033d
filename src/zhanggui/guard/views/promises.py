from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers.access import buyer_for
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.guard import actions, queries
from zhanggui.guard.access import promise_for
from zhanggui.guard.queries import PromiseCard
from zhanggui.orders.access import order_for
from zhanggui.orders.queries import OrderCard, orders_by_id
from zhanggui.orders.rules import CHANGES, FLAGS, PROMISES
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE


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


def with_orders(promises: list[PromiseCard]) -> list[tuple[PromiseCard, OrderCard | None]]:
    orders = {order.id: order for order in orders_by_id({one.order_id or 0 for one in promises})}
    return [(one, orders.get(one.order_id or 0)) for one in promises]


def _promises(request: HttpRequest, open_ones: list[PromiseCard]) -> HttpResponse:
    groups: dict[OrderCard | None, list[PromiseCard]] = {}
    for one, order in with_orders(open_ones):
        groups.setdefault(order, []).append(one)
    context = {
        "groups": [(order, ones, {one.kind for one in ones}) for order, ones in groups.items()],
        "flags": FLAGS.items(),
        "changes": CHANGES.items(),
        "promises": PROMISES.items(),
    }
    return render(request, "guard/_promises.html", context)
