from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.conversations.actions import (
    COUNTED_AGAIN,
    count_add_ons,
    index_all,
    index_recent,
    invite_after_reception,
    lapse_idle_receptions,
    note_contacts,
)
from zhanggui.conversations.events import SurveyDue
from zhanggui.conversations.links import house_address
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import all_shops


def invite_after(event: SurveyDue) -> None:
    """What happened since the talk ended may forbid it: then nobody is asked."""
    invite_after_reception(
        conversation_id=event.conversation_id, reception_id=event.reception_id, base=house_address(), at=now()
    )


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


@app.periodic(cron="*/10 * * * *")
@app.task(name="zhanggui.count_add_ons", queueing_lock="count_add_ons", pass_context=False)
def add_ons(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """What was imported as history, and what has gone back since."""
    for shop in all_shops():
        at = now()
        count_add_ons(shop_id=shop.id, since=at - COUNTED_AGAIN, at=at)


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
