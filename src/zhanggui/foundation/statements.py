"""SQL that a connection plans once, and several statements in one way to the database and back.

For the few paths where planning costs more than the work itself. The ORM is for everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

    @property
    def places(self) -> int:
        return self.types.count(",") + 1


@dataclass(frozen=True)
class Call:
    statement: Statement
    values: Sequence[Any]


def execute(cursor: CursorWrapper, *calls: Call) -> None:
    """Runs the calls in order; `cursor.nextset()` goes from one call's rows to the next one's."""
    _prepare(cursor, [call.statement for call in calls])
    cursor.execute(
        "; ".join(_spoken(call.statement) for call in calls),
        [value for call in calls for value in call.values],
    )


def _spoken(statement: Statement) -> str:
    return f"EXECUTE {statement.name}({', '.join(['%s'] * statement.places)})"


def _prepare(cursor: CursorWrapper, statements: Sequence[Statement]) -> None:
    line = connection.connection
    there = _prepared.setdefault(line, set())
    missing = [statement for statement in statements if statement.name not in there]
    if missing:
        # Preparing waits for whoever rebuilds a table: not longer than the path itself would.
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (_PATIENCE,))
    for statement in missing:
        cursor.execute(f"PREPARE {statement.name} ({statement.types}) AS {statement.text}")
        there.add(statement.name)
