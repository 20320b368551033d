from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.orders.actions import count_purchases, recount_reservations, recount_together
from zhanggui.shops.queries import all_shops


@app.periodic(cron="*/10 * * * *")
@app.task(name="zhanggui.recount_reservations", queueing_lock="recount_reservations", pass_context=False)
def recount(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    for shop in all_shops():
        recount_reservations(shop_id=shop.id, by=program(shop.id), at=now())


@app.periodic(cron="40 */6 * * *")
@app.task(name="zhanggui.recount_together", queueing_lock="recount_together", pass_context=False)
def together(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    for shop in all_shops():
        recount_together(shop_id=shop.id, at=now())


@app.periodic(cron="* * * * * */10")
@app.task(name="zhanggui.count_purchases", queueing_lock="count_purchases", pass_context=False)
def count_purchases_due(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """A while at most: what an import of years has left is for the next times."""
    for _ in range(20):
        if not count_purchases():
            break
