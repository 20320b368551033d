from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.connectors.channels.carrying import carry_out
from zhanggui.connectors.channels.lines import LINES
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import all_shops


@app.task(name="zhanggui.carry_words")
def carry(*, shop_id: int, channel: str) -> None:
    carry_out(shop_id, channel, now=now)


@app.periodic(cron="* * * * * */20")
@app.task(name="zhanggui.carry_left_words", queueing_lock="carry_left_words", pass_context=False)
def carry_left(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """What could not leave at once, and what a worker that was killed has left."""
    for shop in all_shops():
        for line in LINES:
            if line.facts(shop.id):
                carry_out(shop.id, line.key, now=now)
