from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.conversations.actions import index_all, index_recent, lapse_idle_receptions
from zhanggui.foundation.clock import now


@app.periodic(cron="* * * * *")
@app.task(name="zhanggui.lapse_idle_receptions", queueing_lock="lapse_idle_receptions", pass_context=False)
def lapse_idle(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    lapse_idle_receptions(at=now())


@app.periodic(cron="* * * * * */3")
@app.task(
    name="zhanggui.index_recent", queueing_lock="index_recent", lock="index_messages", pass_context=False
)
def index_lately(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    index_recent(at=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="zhanggui.index_all", queueing_lock="index_all", lock="index_messages", pass_context=False)
def index_the_rest(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    index_all()
