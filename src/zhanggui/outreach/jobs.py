from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.outreach.actions import see_to_unpaid
from zhanggui.shops.queries import all_shops


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.see_to_unpaid", queueing_lock="see_to_unpaid", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """What has waited for a while by now, whose lines came in later, and what the marketplace has closed."""
    for shop in all_shops():
        see_to_unpaid(shop_id=shop.id, by=program(shop.id), at=now())
