from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app

from zhanggui.connectors.files.resting import resting
from zhanggui.connectors.files.uploads import GONE, ToldToEnd, forget_uploads, look_at_upload, read_uploads
from zhanggui.foundation.clock import now
from zhanggui.foundation.pace import machine
from zhanggui.marketplace.actions import stop_abandoned
from zhanggui.marketplace.queries import not_looked_at, shops_to_read

logger = logging.getLogger(__name__)
_LOST_AFTER = machine(timedelta(seconds=20))


@app.task(name="zhanggui.look_at_file")
def look(*, delivery_id: int) -> None:
    look_at_upload(delivery_id, at=now())


@app.task(name="zhanggui.read_files", pass_context=True)
def read(context: JobContext, *, shop_id: int) -> None:
    try:
        read_uploads(shop_id, between=_between(context.should_abort), at=now())
    except ToldToEnd:
        logger.info("the next worker goes on reading the files of shop %s", shop_id)
    except GONE as cut:
        # Not a fault of this job, and `mind` begins it again: one line will do.
        logger.warning("reading the files of shop %s was cut off: %s", shop_id, str(cut).partition("\n")[0])


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.mind_files", queueing_lock="mind_files", pass_context=False)
def mind(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """Takes up what a worker that was killed, or a job that was lost, has left; a killed command's reading
    is over, for its file is nowhere but with whoever gave the command."""
    for delivery_id in not_looked_at(before=now() - _LOST_AFTER):
        look_soon(delivery_id)
    for shop_id in shops_to_read():
        read_soon(shop_id)
    stop_abandoned(at=now())
    forget_uploads(at=now())


def look_soon(delivery_id: int) -> None:
    _soon("zhanggui.look_at_file", f"look {delivery_id}", delivery_id=delivery_id)


def read_soon(shop_id: int) -> None:
    """Joins the caller's transaction: the reading begins after the commit."""
    _soon("zhanggui.read_files", f"read {shop_id}", shop_id=shop_id)


def _soon(name: str, once: str, **given: int) -> None:
    try:
        with transaction.atomic():  # a savepoint: a refused twin must not spoil the caller's transaction
            app.configure_task(name, queueing_lock=once, allow_unknown=True).defer(**given)
    except exceptions.AlreadyEnqueued:
        return


def _between(should_end: Callable[[], bool]) -> Callable[[], datetime]:
    rest = resting(now)

    def between() -> datetime:
        if should_end():
            raise ToldToEnd
        return rest()

    return between
