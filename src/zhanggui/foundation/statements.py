"""SQL that a connection plans once, and several statements in one way to the database and back.

For the few paths where planning costs more than the work itself. The ORM is for everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

_PATIENCE = "500ms"
_prepared: WeakKeyDictionary[psycopg.Connection[Any], set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Statement:
    """`text` with $1, $2 ... of `types` (SQL, at least one). The name is this statement's alone, in the
    whole program."""

    name: str
    types: str
    text: str

    @cached_property
    def spoken(self) -> str:
        """How it is called, with a place for each value."""
        places = self.types.count(",") + 1
        return f"EXECUTE {self.name}({', '.join(['%s'] * places)})"


@dataclass(frozen=True)
class Call:
    statement: Statement
    values: Sequence[Any]


def execute(cursor: CursorWrapper, *calls: Call) -> None:
    """Runs the calls in order; `cursor.nextset()` goes from one call's rows to the next one's."""
    _prepare(cursor, [call.statement for call in calls])
    cursor.execute(
        "; ".join([call.statement.spoken for call in calls]),
        [value for call in calls for value in call.values],
    )


def array(numbers: Collection[int]) -> str:
    """Numbers as one value: the driver would look at each to find out what they are."""
    return "{" + ",".join(map(str, numbers)) + "}"


def forget() -> None:
    """Drops what this thread's connection has prepared; it is prepared anew when it is next used. Not in
    a transaction."""
    _prepared.pop(connection.connection, None)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


def _prepare(cursor: CursorWrapper, statements: Sequence[Statement]) -> None:
    there = _prepared.setdefault(connection.connection, set())
    missing = {statement.name: statement for statement in statements if statement.name not in there}
    if not missing:
        return
    # Preparing waits for whoever rebuilds a table: not for ever. The caller's own patience is left alone.
    cursor.execute(
        "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", (_PATIENCE,)
    )
    callers_own = cursor.fetchone()[0]
    for statement in missing.values():
        cursor.execute(f"PREPARE {statement.name} ({statement.types}) AS {statement.text}")
        there.add(statement.name)
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", (callers_own,))
