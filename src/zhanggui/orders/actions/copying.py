"""Many rows at once, and one writer at a time."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

ORDERS, LINES, STATEMENTS = "orders.orders", "orders.lines", "orders.statements"

# What stands for "not said" between us and the database. Of this process only, so that no text that a
# file brings can be it.
_NULL = f"null-{secrets.token_hex(12)}"


def hold(*, shop_id: int, what: str) -> None:
    """Until the transaction's end nobody else records these of the shop: two that look whether a row is
    there before they write it would write it twice. A batch holds it for a tenth of a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [what, shop_id])


def rows_of(
    *, table: str, columns: Sequence[str], shop_id: int, key: str, values: Collection[str], lock: bool = False
) -> list[tuple[Any, ...]]:
    """The shop's rows whose `key` is one of thousands of values, which go as one array: as an IN they would
    cost more than the rows. Ordered by the key; `lock` keeps the rows until the transaction's end.

    Each value is looked up by itself (OFFSET 0 keeps the planner from doing otherwise): of a table that grows
    while it is being filled the planner knows nothing, and would rather read all of the shop's rows.
    """
    statement = (
        "SELECT found.* FROM unnest(%s::text[]) AS asked(value), LATERAL ("  # noqa: S608 - our own names
        f"SELECT {', '.join(columns)} FROM {table} WHERE shop_id = %s AND {key} = asked.value"
        f" ORDER BY id OFFSET 0{' FOR UPDATE' if lock else ''}) AS found"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(values), shop_id])
        return list(cursor.fetchall())


def copy_rows(*, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of texts, numbers, instants and None. As CSV, which is written four times as fast as value by
    value. What the database refuses comes out as with any other statement."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_NULL if value is None else value for value in row] for row in rows)
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, NULL '{_NULL}')"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text.getvalue())
