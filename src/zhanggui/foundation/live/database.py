"""Database work for the event loop: a few threads that keep their connections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from psycopg.errors import (
    DuplicatePreparedStatement,
    FeatureNotSupported,
    InvalidSqlStatementName,
    LockNotAvailable,
)

from zhanggui.foundation.statements import forget

if TYPE_CHECKING:
    from django.db.backends.postgresql.base import DatabaseWrapper

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="live-database")


def with_fresh_line(work: Callable[[], Answer]) -> Answer:
    """Runs database work on this thread's connection; when the line has died since, or its plans are of
    no use any more, once more. Only for work that may be done twice."""
    try:
        return work()
    except DatabaseError as broken:
        if is_locked(broken):
            raise
        if plans_are_stale(broken):
            forget()
        elif isinstance(broken, OperationalError):
            _let_go()
        else:
            raise
    except InterfaceError:
        _let_go()
    try:
        return work()
    except (OperationalError, InterfaceError):
        connection.close()
        raise


def _let_go() -> None:
    """The line is dead, and after a restart of the database every other one in the pool is too. Found one
    by one they would keep the next who asks waiting for 1, 2, 4 ... seconds."""
    line = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
    line.close()
    if line.pool is not None:
        line.pool.check()


def is_locked(broken: Exception) -> bool:
    """Whether it was a row that somebody else holds, and not the line."""
    return isinstance(broken.__cause__, LockNotAvailable)


def plans_are_stale(broken: Exception) -> bool:
    """Whether what this line has prepared is of no use any more: a table was changed beside us."""
    return isinstance(
        broken.__cause__, FeatureNotSupported | InvalidSqlStatementName | DuplicatePreparedStatement
    )


async def in_database(work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Runs repeatable database work off the loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, with_fresh_line, partial(work, *args, **kwargs))
