"""After a restart of the database nobody waits for the lines that died with it."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection
from tests.cast import another_line

from zhanggui.foundation.live.database import with_fresh_line

pytestmark = pytest.mark.django_db(transaction=True)
LINES = 5


def _ask() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _fill_the_pool() -> None:
    """Several requests at once, all over by now: their lines lie in the pool."""
    together = threading.Barrier(LINES)

    def request() -> None:
        _ask()
        together.wait(30)
        connection.close()

    threads = [threading.Thread(target=request) for _ in range(LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _cut_all_lines() -> None:
    with another_line(autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_one_that_was_found_dead_takes_the_others_with_it() -> None:
    """Left to be found by whoever asks, each would cost a longer wait than the last: 1, 2, 4 ... seconds."""
    _fill_the_pool()
    before = _ask()
    _cut_all_lines()
    assert with_fresh_line(_ask) != before
    begun = time.monotonic()
    for _ in range(LINES):
        connection.close()
        _ask()
    assert time.monotonic() - begun < 10  # it would be 15, or an error


def test_what_fails_twice_is_said() -> None:
    def work() -> None:
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        with_fresh_line(work)
