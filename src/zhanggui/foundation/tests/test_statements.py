from __future__ import annotations

import pytest
from django.db import connection, transaction

from zhanggui.foundation.statements import Call, Statement, execute, forget

pytestmark = pytest.mark.django_db(transaction=True)
TWICE = Statement("test_twice", "int", "SELECT $1 * 2")
JOINED = Statement("test_joined", "text, int[]", "SELECT $1 || n FROM unnest($2) AS n")


def new_line() -> None:
    """Closed itself, or the pool would hand it out again."""
    connection.ensure_connection()
    connection.connection.close()
    connection.close()


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name = 'test_twice'")
        return [row[0] for row in cursor.fetchall()]


def test_each_call_has_its_rows_in_order_and_values_stay_values() -> None:
    with connection.cursor() as cursor:
        execute(cursor, Call(TWICE, (21,)), Call(JOINED, ("'); DROP TABLE x; --%s ", "{1,2}")))
        assert cursor.fetchall() == [(42,)]
        assert cursor.nextset()
        assert cursor.fetchall() == [("'); DROP TABLE x; --%s 1",), ("'); DROP TABLE x; --%s 2",)]
        assert not cursor.nextset()


def test_a_connection_plans_a_statement_once_and_a_new_one_anew() -> None:
    connection.close()
    for _ in range(3):
        with connection.cursor() as cursor:
            execute(cursor, Call(TWICE, (1,)))
        assert prepared() == ["test_twice"]
    connection.connection.close()  # the line dies, as when the server is killed
    connection.close()
    with connection.cursor() as cursor:
        execute(cursor, Call(TWICE, (2,)))
        assert cursor.fetchone() == (4,)
    assert prepared() == ["test_twice"]


def test_what_was_prepared_in_a_transaction_that_was_undone_is_still_there() -> None:
    connection.close()
    with transaction.atomic(), connection.cursor() as cursor:
        execute(cursor, Call(TWICE, (1,)))
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        execute(cursor, Call(TWICE, (3,)))
        assert cursor.fetchone() == (6,)


def test_preparing_leaves_the_callers_patience_alone() -> None:
    new_line()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")
        execute(cursor, Call(TWICE, (1,)))
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)


def test_what_is_forgotten_is_prepared_anew_on_the_same_connection() -> None:
    with connection.cursor() as cursor:
        execute(cursor, Call(TWICE, (1,)))
    forget()
    assert prepared() == []
    with connection.cursor() as cursor:
        execute(cursor, Call(TWICE, (4,)))
        assert cursor.fetchone() == (8,)
