from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.clock import now
from zhanggui.shops.queries import all_shops
from zhanggui.worklist.actions import give_ownerless, open_dailies, until_next_check


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.give_ownerless", queueing_lock="give_ownerless", pass_context=False)
def give(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    at = now()
    for shop in all_shops():
        give_ownerless(shop_id=shop.id, ahead=until_next_check(), at=at)


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.open_dailies", queueing_lock="open_dailies", pass_context=False)
def open_todays(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    for shop in all_shops():
        open_dailies(shop_id=shop.id, at=now())
