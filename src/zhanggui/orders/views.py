from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers.access import buyer_for
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.orders import actions, queries, rules
from zhanggui.orders.access import order_for
from zhanggui.orders.asking import Question, questions
from zhanggui.orders.chips import chips, ranges, tabs
from zhanggui.orders.forms import Asked, asked
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS, SEE_RECEIVER


@require_GET
@needs(SEE_ORDERS)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """The workspace's second slot: the newest order in full, the others as rows that open."""
    buyer = buyer_for(staff, buyer_id)
    orders = queries.with_details(buyer.shop_id, queries.orders_of_buyer(buyer.id))
    orders = queries.with_memos(buyer.shop_id, orders, at=now())
    count = queries.count_of_buyer(buyer)
    return render(
        request,
        "orders/_slot.html",
        {
            "buyer": buyer,
            "newest": orders[0] if orders else None,
            "others": orders[1:],
            "count": count,
            "older": count - len(orders),
            "claims": queries.unverified_claims(buyer.id) if buyer.is_visitor else [],
            **_WORDS,
        },
    )


@require_GET
@needs(SEE_ORDERS)
def slot_find(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """What the agent finds beside a conversation. Of a visitor's orders none is taken for theirs."""
    buyer = buyer_for(staff, buyer_id)
    text = request.GET.get("q", "")
    return render(
        request,
        "orders/_found.html",
        {
            "buyer": buyer,
            "text": text,
            "groups": [
                (group, group.page.orders[:SHOWN_OF_A_GROUP]) for group in queries.search(staff.shop_id, text)
            ],
            "unverified": buyer.is_visitor,
        },
    )


@require_GET
@needs(SEE_ORDERS)
def days(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """How far the orders of the last days have come: a part of the page of the day."""
    return render(request, "orders/_days.html", {"days": queries.order_days(staff.shop_id, at=now())})


_WORDS = {"flags": rules.FLAGS.items(), "changes": rules.CHANGES.items(), "promises": rules.PROMISES.items()}
SHOWN_OF_A_GROUP = 5  # when a text may mean several things


@require_GET
@needs(SEE_ORDERS)
def order_list(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    what = asked(request.GET)
    path = reverse("orders")
    shared = {
        "asked": what,
        "question": None,
        "tabs": tabs(what, path),
        "chips": chips(what, path),
        "ranges": ranges(what, path, now()),
        "first": what.address(path),
        "every_meaning": what.address(path, **{"as": ""}),
        "unfiltered": asked({"q": what.text}).address(path),
    }
    return render(request, "orders/list.html", shared | _found(staff.shop_id, what, path))


def _found(shop_id: int, what: Asked, path: str) -> dict[str, Any]:
    """One page; or, when the text may mean several things, the first orders of each."""
    if not what.text:
        return _one_page(_page(shop_id, what, None), what, path)
    meanings = questions(what.text)
    meant = next((one for one in meanings if one.way == what.way), None)
    if meant:
        return {"question": meant} | _one_page(_page(shop_id, what, meant), what, path)
    groups = queries.search(shop_id, what.text, filters=what.filters)
    if len(groups) == 1:
        alone = groups[0]
        return {"question": alone.question} | _one_page(alone.page, what, path, way=alone.question.way)
    shown = [
        (group, group.page.orders[:SHOWN_OF_A_GROUP], what.address(path, **{"as": group.question.way}))
        for group in groups
    ]
    return {"groups": shown, "tried": meanings, "page": None}


def _page(shop_id: int, what: Asked, question: Question | None) -> queries.OrderPage:
    return queries.orders_page(
        shop_id,
        filters=what.filters,
        question=question,
        after=what.given.get("after"),
        before=what.given.get("before"),
    )


def _one_page(page: queries.OrderPage, what: Asked, path: str, way: str = "") -> dict[str, Any]:
    meant = {"as": way} if way else {}
    return {
        "page": page,
        "following": what.address(path, after=page.after, **meant) if page.after else None,
        "preceding": what.address(path, before=page.before, **meant) if page.before else None,
    }


@require_GET
@needs(SEE_ORDERS)
def order(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    (shown,) = queries.with_details(staff.shop_id, [order_for(staff, order_id)])
    (shown,) = queries.with_memos(staff.shop_id, [shown], at=now())
    return render(request, "orders/order.html", {"order": shown, **_WORDS})


@require_POST
@needs(SEE_RECEIVER)
def receiver(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    shown = order_for(staff, order_id)
    whole = actions.reveal_receiver(order_id=shown.id, by=staff.actor, at=now())
    return render(request, "orders/_receiver.html", {"order": shown, "receiver": whole, "revealed": True})


@require_GET
@needs(SEE_ORDERS)
def memo(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """The order's remarks and its memo, as a fragment."""
    return _memo(request, staff, order_id)


@require_POST
@needs(SEE_ORDERS)
def remark(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    """`flag` is 0 to 5, red where it is missing; `reason`; `change` and any number of `promise` are keys."""
    shown = order_for(staff, order_id)
    try:
        actions.remark(
            order_id=shown.id,
            flag=_flag(request.POST.get("flag", "")),
            reason=request.POST.get("reason", ""),
            promises=request.POST.getlist("promise"),
            change=request.POST.get("change", ""),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _memo(request, staff, order_id, refused=str(refusal))
    return _memo(request, staff, order_id)


@require_POST
@needs(SEE_ORDERS)
def memo_again(request: HttpRequest, staff: StaffCard, order_id: int) -> HttpResponse:
    shown = order_for(staff, order_id)
    try:
        actions.write_memo_again(order_id=shown.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _memo(request, staff, order_id, refused=str(refusal))
    return _memo(request, staff, order_id)


def _flag(sent: str) -> int | None:
    """None where none was chosen; what is no number is no flag."""
    if not sent:
        return None
    number = id_in(sent)
    return -1 if number is None else number


def _memo(request: HttpRequest, staff: StaffCard, order_id: int, refused: str = "") -> HttpResponse:
    (shown,) = queries.with_memos(staff.shop_id, [order_for(staff, order_id)], at=now())
    context = {
        "order": shown,
        "memo": shown.memo,
        "live": "live" in request.GET,  # on a page that no slot refreshes
        "refused": refused,
        "said": request.POST,
        **_WORDS,
    }
    return render(request, "orders/_memo.html", context, status=422 if refused else 200)
