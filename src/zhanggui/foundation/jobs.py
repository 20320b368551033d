from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhanggui.foundation.announcements import run_later_reaction


@app.task(name="zhanggui.react", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def react(*, reaction: str, event: str, body: str) -> None:
    run_later_reaction(reaction, event, body)
