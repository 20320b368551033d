from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.guard.actions import let_go_promises, match_promises, tell_lead
from zhanggui.guard.events import PromisesMade, RedLineBlocked
from zhanggui.guard.queries import shops_with_promises


def tell_of_blocked(event: RedLineBlocked) -> None:
    """A later reaction."""
    tell_lead(shop_id=event.shop_id, hit_id=event.hit_id, by=program(event.shop_id), at=now())


def match_made(event: PromisesMade) -> None:
    """A later reaction."""
    match_promises(shop_id=event.shop_id, by=program(event.shop_id), at=now())


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.match_promises", queueing_lock="match_promises", pass_context=False)
def match(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """What was promised before there was an order, what nobody has looked at yet, and what has left."""
    for shop_id in shops_with_promises():
        by, at = program(shop_id), now()
        let_go_promises(shop_id=shop_id, by=by, at=at)
        match_promises(shop_id=shop_id, by=by, at=at)
