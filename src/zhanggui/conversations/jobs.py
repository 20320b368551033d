from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.conversations.actions import lapse_idle_receptions
from zhanggui.foundation.clock import now


@app.periodic(cron="* * * * *")
@app.task(name="zhanggui.lapse_idle_receptions", queueing_lock="lapse_idle_receptions", pass_context=False)
def lapse_idle(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    lapse_idle_receptions(at=now())
