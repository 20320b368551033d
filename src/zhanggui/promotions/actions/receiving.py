from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as noop

from zhanggui.customers.actions import ensure_buyers
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.actions.coupons import receive_coupon
from zhanggui.promotions.actions.vouchers import receive_vouchers
from zhanggui.promotions.queries import coupon_card, event_card

NICK_LETTERS = 100
MOST_RECEIVED = 9_999


class CannotNoteReceived(UnableTo):
    """Nobody is named, the numbers contradict each other, or there is no such coupon or event: `problems`
    says all of it, a sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__(";".join(problems))
        self.problems = problems


@transaction.atomic
def note_received(
    *,
    nick: str,
    coupon_id: int | None,
    event_id: int | None,
    received: int,
    used: int,
    by: Actor,
    at: datetime,
) -> None:
    """What a buyer says to have received of a coupon, or else of an event's vouchers, and used, in all."""
    nick = nick.strip()
    problems = []
    if not 0 < len(nick) <= NICK_LETTERS:
        problems.append(noop("请写买家的会员名"))
    if not 0 < received <= MOST_RECEIVED:
        problems.append(noop("领了几张请写 1 到 9999"))
    elif not 0 <= used <= received:
        problems.append(noop("用了几张请写 0 到领取的张数"))
    coupon = None if coupon_id is None else coupon_card(by.shop_id, coupon_id)
    event = None if event_id is None else event_card(by.shop_id, event_id)
    if coupon is None and event is None:
        problems.append(noop("请选一种券"))
    if problems:
        raise CannotNoteReceived(*problems)
    buyer_id = ensure_buyers(shop_id=by.shop_id, nicks=[nick], at=at)[nick]
    if coupon is not None:
        receive_coupon(coupon_id=coupon.id, buyer_id=buyer_id, received=received, used=used, by=by, at=at)
    elif event is not None:
        receive_vouchers(event_id=event.id, buyer_id=buyer_id, received=received, used=used, by=by, at=at)
