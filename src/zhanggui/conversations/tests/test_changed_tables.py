"""Another machine of the shop is upgraded, and migrates the tables under a running process."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from tests.cast import another_line, make_cast, said_by_buyer

from zhanggui.conversations.actions import Refused, Saved
from zhanggui.conversations.live.writer import written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("change", "back"),
    [
        ("customers_buyer ALTER channel TYPE varchar(30)", "customers_buyer ALTER channel TYPE varchar(10)"),
        ("conversations_message ALTER position TYPE bigint", "conversations_message ALTER position TYPE int"),
    ],
)
def test_a_column_that_changes_its_type_stops_nobody(change: str, back: str) -> None:
    talk = make_cast().conversation()
    assert isinstance(written([said_by_buyer(talk, "在吗", "id-000001")])[0], Saved)
    with another_line(autocommit=True) as line:
        line.execute(f"ALTER TABLE {change}".encode())
        try:
            assert isinstance(written([said_by_buyer(talk, "在吗", "id-000002")])[0], Saved)
        finally:
            line.execute(f"ALTER TABLE {back}".encode())
    assert isinstance(written([said_by_buyer(talk, "在吗", "id-000003")])[0], Saved)


def test_who_prepares_while_a_table_is_rebuilt_is_busy_and_not_silent() -> None:
    talk = make_cast().conversation()
    connection.ensure_connection()
    connection.connection.close()  # a new line, which has prepared nothing
    connection.close()
    with another_line() as line:
        line.execute("LOCK TABLE customers_buyer IN ACCESS EXCLUSIVE MODE")
        begun = time.monotonic()
        (answer,) = written([said_by_buyer(talk, "在吗", "id-000001")])
        assert time.monotonic() - begun < 20  # it would be for ever
        assert isinstance(answer, Refused)
        line.rollback()
    assert isinstance(written([said_by_buyer(talk, "在吗", "id-000001")])[0], Saved)
