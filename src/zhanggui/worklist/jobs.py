from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from zhanggui.foundation.clock import now
from zhanggui.foundation.pace import machine
from zhanggui.shops.queries import all_shops
from zhanggui.worklist.actions import give_ownerless, open_dailies

ROUND = timedelta(seconds=15)
AHEAD = 2 * ROUND  # what becomes overdue until the next round, and one more, has its owner before


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.give_ownerless", queueing_lock="give_ownerless", pass_context=False)
def give(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    at = now()
    for shop in all_shops():
        give_ownerless(shop_id=shop.id, ahead=machine(AHEAD), at=at)


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.open_dailies", queueing_lock="open_dailies", pass_context=False)
def open_todays(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    for shop in all_shops():
        open_dailies(shop_id=shop.id, at=now())
