from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Sum

from zhanggui.customers.actions import past_is_due
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.failures import UnableTo
from zhanggui.orders import rules
from zhanggui.orders.events import OrderVerified
from zhanggui.orders.models import Order, OrderClaim

# The first half of the advisory locks' keys: what the second half counts.
_LOCK_VISITOR, _LOCK_NUMBER = 20_170_001, 20_170_002
_SHORTEST, _LONGEST = 4, 64


class CannotClaim(UnableTo):
    """Only a web visitor of the shop can claim, and only by something like an order number."""


@dataclass(frozen=True)
class ClaimAnswer:
    """What the visitor may know. `order_id` only when verified.

    A wrong number and wrong details give the same answer: "open". "refused" and `tries_left` depend on
    nothing but how often was tried. None left to say where nothing is left to try: once verified.
    """

    state: str
    order_id: int | None
    sentence: str
    tries_left: int | None = None


_VERIFIED_SAYS = "订单已核实,客服能看到了"
_OPEN_SAYS = "没有核实成功: 请检查订单号、收件人姓名和手机号后四位,也可以直接告诉客服"
_REFUSED_SAYS = "核实次数已用完,请直接告诉客服,由客服为您处理"


@transaction.atomic
def claim_order(
    *,
    buyer_id: int,
    shop_id: int,
    number: str,
    phone_tail: str,
    receiver_name: str,
    by: Actor,
    at: datetime,
) -> ClaimAnswer:
    """One try of a visitor to prove an order. A failed try is an answer, not a refusal: it must count."""
    number = rules.order_number(number)
    _refuse_impossible(buyer_id, shop_id, number)
    _queue_up(buyer_id, shop_id, number)
    claim = OrderClaim.objects.filter(buyer_id=buyer_id, number=number).first()
    if claim and claim.state == rules.VERIFIED:
        return ClaimAnswer(rules.VERIFIED, claim.order_id, _VERIFIED_SAYS)
    left = _tries_left(buyer_id, shop_id, number, at)
    if (claim and claim.state == rules.REFUSED) or not left:
        _note_refusal(claim, by, at)
        return ClaimAnswer(rules.REFUSED, None, _REFUSED_SAYS, tries_left=0)
    claim = claim or OrderClaim(
        shop_id=shop_id, buyer_id=buyer_id, number=number, tried_on=shop_day(at), at=at
    )
    order = Order.objects.filter(shop_id=shop_id, number=number).first()
    proven = rules.proves(
        name=receiver_name,
        tail=phone_tail,
        known_name=order.receiver_name if order else None,
        known_tail=order.phone_tail if order else "",
    )
    return _settle(claim, order if proven else None, left - 1, by, at)


def _refuse_impossible(buyer_id: int, shop_id: int, number: str) -> None:
    buyer = buyer_card(buyer_id)
    if buyer is None or buyer.shop_id != shop_id or not buyer.is_visitor:
        raise CannotClaim("只有网页访客需要核实订单")
    if not number.isascii() or not number.isprintable() or len(number) > _LONGEST:
        raise CannotClaim("请填写订单号,它在「我的订单」里,是一串数字")
    if len(number) < _SHORTEST:
        raise CannotClaim("订单号没有写全:请从「我的订单」里复制整串数字")


def _queue_up(buyer_id: int, shop_id: int, number: str) -> None:
    """Tries of one visitor, and tries for one number, go one after the other: none slips past the count.

    Everybody locks the visitor first and the number second, so nobody waits in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_VISITOR, str(buyer_id)])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_NUMBER, f"{shop_id} {number}"]
        )


def _tries_left(buyer_id: int, shop_id: int, number: str, at: datetime) -> int:
    today = OrderClaim.objects.filter(buyer_id=buyer_id, tried_on=shop_day(at))
    for_number = OrderClaim.objects.filter(shop_id=shop_id, number=number)
    return rules.tries_left(
        visitor_tries_today=today.aggregate(all=Sum("tries_that_day"))["all"] or 0,
        order_tries=for_number.aggregate(all=Sum("tries"))["all"] or 0,
    )


def _note_refusal(claim: OrderClaim | None, by: Actor, at: datetime) -> None:
    if claim is None or claim.state == rules.REFUSED or claim.tries < rules.TRIES_AN_ORDER:
        return  # the visitor's day is used up, or others have used up the number: nothing of ours changes
    _move(claim, "exhaust", by, at)
    claim.save()


def _settle(claim: OrderClaim, proven: Order | None, left: int, by: Actor, at: datetime) -> ClaimAnswer:
    today = shop_day(at)
    claim.tries += 1
    claim.tries_that_day = claim.tries_that_day + 1 if claim.tried_on == today else 1
    claim.tried_on = today
    claim.at = at
    claim.order = proven
    _move(claim, "match" if proven else "mismatch", by, at)
    claim.save()
    if proven is None:
        return ClaimAnswer(rules.OPEN, None, _OPEN_SAYS, tries_left=left)
    past_is_due(buyer_ids=[claim.buyer_id])
    announce(
        OrderVerified(shop_id=claim.shop_id, order_id=proven.pk, buyer_id=claim.buyer_id, at=at.isoformat())
    )
    return ClaimAnswer(rules.VERIFIED, proven.pk, _VERIFIED_SAYS)


def _move(claim: OrderClaim, move: str, by: Actor, at: datetime) -> None:
    before, claim.state = claim.state, rules.CLAIM.after(claim.state, move)
    audit(
        verb="claim_order",
        thing="order_number",
        thing_id=claim.number[:60],
        changes={"state": [before, claim.state], "tries": [None, claim.tries]},
        by=by,
        at=at,
    )
