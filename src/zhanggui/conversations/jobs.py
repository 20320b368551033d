from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.conversations.actions import index_all, index_recent, lapse_idle_receptions, note_contacts
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


@app.periodic(cron="* * * * * */20")
@app.task(name="zhanggui.note_contacts", queueing_lock="note_contacts", pass_context=False)
def note_contacts_lately(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    note_contacts(at=now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="zhanggui.note_all_contacts", queueing_lock="note_all_contacts", pass_context=False)
def note_all_contacts(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """What was brought in with instants of long ago; of a long import the rest is for the next time."""
    for _ in range(100):
        if not note_contacts(all_of_them=True, at=now()):
            break
