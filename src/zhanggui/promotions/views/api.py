"""`POST /api/quote` and `POST /api/refund`: what `zhanggui quote` answers, by the same functions, to whoever
is logged in.

Plain views and no django-ninja: an address that takes bytes and answers bytes needs no framework, and the
schema stands in docs/quote.schema.json. A login and no token: a token would be a second key to the shop that
somebody must hand out, keep and take back, and who prices without a login has the command, which needs no
database. The engine is pure, so that a forged post could change nothing; the token of forms is asked for
all the same.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from zhanggui.foundation.clock import now
from zhanggui.promotions.queries import offers_of, shop_key
from zhanggui.promotions.rules.codec import (
    MOST_BYTES,
    TOO_LONG,
    Answering,
    WrongJson,
    answered,
    refund_answered,
    refusal_bytes,
)
from zhanggui.promotions.rules.rates import Allowance
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ORDERS

A_MINUTE: Final = 120  # questions of one member, counted by each web process

_TOO_OFTEN = (
    f"一分钟最多问 {A_MINUTE} 次,请等一等",
    f"at most {A_MINUTE} questions a minute, please wait",
)

_allowance = Allowance(A_MINUTE)


@require_POST
@needs(SEE_ORDERS)
def quote(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _answer(request, staff, answered)


@require_POST
@needs(SEE_ORDERS)
def refund(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _answer(request, staff, refund_answered)


def _answer(request: HttpRequest, staff: StaffCard, answering: Answering) -> HttpResponse:
    at = now()
    if not _allowance.allows(staff.id, at):
        return _refused(_TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return _refused(TOO_LONG, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    wrong, answer = answering(
        data,
        at=at,
        shop=shop_key(staff.shop_id),
        own=lambda then: offers_of(staff.shop_id, alive_at=then),
    )
    return _json(answer, HTTPStatus.OK if wrong is None else HTTPStatus.BAD_REQUEST)


def _refused(says: tuple[str, str], status: HTTPStatus) -> HttpResponse:
    return _json(refusal_bytes(WrongJson("$", *says)), status)


def _json(answer: bytes, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(answer, status=status, content_type="application/json")
