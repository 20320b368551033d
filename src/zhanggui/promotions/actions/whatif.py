from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.models import WhatIf
from zhanggui.promotions.queries import offers_of
from zhanggui.promotions.queries.pricing import event_at
from zhanggui.promotions.rules.whatif import Tally

SILENT_AFTER = timedelta(seconds=90)  # whoever reckons says so more often
MOST_VOUCHERS = 9_999


class CannotAsk(UnableTo):
    """The days are the wrong way round, or another question of the shop is being answered."""


@transaction.atomic
def ask_what_if(
    *,
    paid_at: datetime,
    since: datetime,
    until: datetime,
    vouchers: int,
    coupons: bool,
    by: Actor,
    at: datetime,
) -> int:
    """Begins after the commit, in the worker: a million orders take most of a minute on two processors."""
    if until <= since:
        raise CannotAsk("结束日期不能早于开始日期")
    if not 0 <= vouchers <= MOST_VOUCHERS:
        raise CannotAsk("购物券张数请写 0 到 9999")
    going_on = WhatIf.objects.filter(shop_id=by.shop_id, answered_at=None, failure="")
    if going_on.filter(heard_at__gte=at - SILENT_AFTER).exists():
        raise CannotAsk("上一次试算还没有算完,请等它算完再算")
    going_on.update(failure="算到一半停了,请重新试算")
    event = event_at(by.shop_id, paid_at)
    names = {offer.key: offer.name for offer in offers_of(by.shop_id, alive_at=paid_at)}
    row = WhatIf.objects.create(
        shop_id=by.shop_id,
        paid_at=paid_at,
        since=since,
        until=until,
        vouchers=vouchers,
        coupons=coupons,
        asked_at=at,
        heard_at=at,
        by_name=by.name,
        names=names | ({} if event is None else {f"e{event.id}": event.name}),
    )
    app.configure_task("zhanggui.what_if", allow_unknown=True).defer(shop_id=by.shop_id, what_if_id=row.pk)
    return row.pk


def hear_of_what_if(*, what_if_id: int, orders: int, done: int, at: datetime) -> None:
    WhatIf.objects.filter(pk=what_if_id, answered_at=None).update(orders=orders, done=done, heard_at=at)


def answer_what_if(*, what_if_id: int, tally: Tally, unpriced: int, at: datetime) -> None:
    """Twice is once."""
    WhatIf.objects.filter(pk=what_if_id, answered_at=None).update(
        result={"tally": tally.told(), "unpriced": unpriced},
        done=tally.orders + unpriced,
        failure="",
        heard_at=at,
        answered_at=at,
    )


def give_up_what_if(*, what_if_id: int, why: str, at: datetime) -> None:
    WhatIf.objects.filter(pk=what_if_id, answered_at=None).update(failure=why, heard_at=at)
