"""The worker: runs the jobs that transactions enqueued, and those that the clock asks for."""

from __future__ import annotations

import asyncio
import logging

from zhanggui.config import starting

starting.set_up()

from procrastinate import exceptions  # noqa: E402 - the app is made at set-up
from procrastinate.contrib.django import app, utils  # noqa: E402
from procrastinate.psycopg_connector import PsycopgConnector  # noqa: E402

from zhanggui.config import bulk  # noqa: E402
from zhanggui.foundation.live import carrier  # noqa: E402

_AT_ONCE = 4
_STOP_SECONDS = 5.0


class _OneLine(logging.Filter):
    """A database that is gone for a moment is a line, not pages: the supervisor starts us again."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], exceptions.ConnectorException):
            record.exc_info = record.exc_text = None
        return True


def work() -> int:
    """Runs jobs until SIGTERM; what is not finished then is run again by the next worker."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(_OneLine())
    bulk.share_time()
    carrier.take_over()
    asyncio.run(_work())
    return 0


async def _work() -> None:
    # One connection listens, the others fetch and finish jobs.
    connector = PsycopgConnector(kwargs=utils.connector_params(), min_size=1, max_size=3)
    with app.replace_connector(connector) as awake:
        async with awake.open_async():
            await awake.run_worker_async(
                concurrency=_AT_ONCE,
                listen_notify=True,
                delete_jobs="successful",
                shutdown_graceful_timeout=_STOP_SECONDS,
            )
