from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.clock import now
from zhanggui.workforce.actions import log_overtime


@app.periodic(cron="* * * * *")
@app.task(name="zhanggui.log_overtime", queueing_lock="log_overtime", pass_context=False)
def log_minutes(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    log_overtime(at=now())
