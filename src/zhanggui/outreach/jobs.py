from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.outreach.actions import note_interests, see_to_interests, see_to_unpaid
from zhanggui.shops.queries import all_shops


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.see_to_unpaid", queueing_lock="see_to_unpaid", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """What has waited for a while by now, whose lines came in later, and what the marketplace has closed."""
    for shop in all_shops():
        see_to_unpaid(shop_id=shop.id, by=program(shop.id), at=now())


@app.periodic(cron="* * * * * 30")
@app.task(name="zhanggui.see_to_undecided", queueing_lock="see_to_undecided", pass_context=False)
def undecided(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """Who asked or looked since the last time, who has ordered, and whose talk has been quiet for a while."""
    for shop in all_shops():
        at = now()
        note_interests(shop_id=shop.id, at=at)
        see_to_interests(shop_id=shop.id, by=program(shop.id), at=at)
