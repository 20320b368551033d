"""Half an hour in the simulated shop: everybody speaks the wire and the pages, nobody is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from bench.servers import House, house

from zhanggui.config.tests.database import database_for_program
from zhanggui.foundation.calendar import SHANGHAI

SPEED = 60
_STARTS = timedelta(seconds=10)
_LONGEST_SECONDS = 240
_PATIENCE_SECONDS = 90
_QUESTIONS = """
    SELECT count(*) FROM conversations_message WHERE side = 'buyer' AND client_id NOT LIKE 'past-%'
"""
_ANSWERS = """
    SELECT count(*) FROM conversations_message WHERE side = 'staff' AND client_id NOT LIKE 'past-%'
"""


def live(running: House, hours: float) -> dict[str, Any]:
    kept = running.folder / "tally.json"
    options = {"--orders": 3_000, "--agents": 4, "--days": 3, "--chatting": 0.5, "--hours": hours}
    given = [str(word) for option in options.items() for word in option]
    command = [sys.executable, "-m", "zhanggui.config.cli", "simulate", "--tally", str(kept), *given]
    subprocess.run(command, env=running.environment, timeout=_LONGEST_SECONDS, check=True)
    return dict(json.loads(kept.read_text()))


def stopped(running: House, database: str) -> str:
    """What players say when they are told to stop in the middle of their day."""
    kept = running.folder / "stopped.json"
    command = [sys.executable, "-m", "zhanggui.config.cli", "simulate", "--days", "3", "--tally", str(kept)]
    before = _heard(database)
    playing = subprocess.Popen(
        command, env=running.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until = time.monotonic() + _PATIENCE_SECONDS
    while _heard(database) == before and playing.poll() is None and time.monotonic() < until:
        time.sleep(0.2)
    playing.send_signal(signal.SIGTERM)
    said, _ = playing.communicate(timeout=30)
    assert playing.returncode == 0, said
    assert kept.is_file()
    return said


def _heard(database: str) -> tuple[int, ...] | None:
    with psycopg.connect(database) as line:
        return line.execute(_QUESTIONS).fetchone()


@pytest.mark.seed(51, 63)
def test_buyers_come_are_answered_order_and_confirm_their_addresses(
    django_db_setup: None,  # noqa: ARG001 - what it makes is copied
) -> None:
    since = datetime.now(UTC) + _STARTS
    noon = datetime(2026, 11, 24, 13, tzinfo=SHANGHAI)
    clock = f"{since.isoformat()},{noon.isoformat()},{SPEED}"
    database = database_for_program()
    with house(ZHANGGUI_CLOCK=clock, DATABASE_URL=database) as running:
        tally = live(running, hours=0.5)
        with psycopg.connect(database) as line:
            told = line.execute("SELECT count(*) FROM orders_order WHERE number LIKE '261124%'").fetchone()
            checked = line.execute("SELECT count(*) FROM fulfilment_addresscheck").fetchone()
            words = line.execute(_ANSWERS).fetchone()
        assert "Traceback" not in stopped(running, database)
    assert tally["paid_orders"] > 10
    assert told
    assert told[0] == tally["orders"]
    assert checked
    assert checked[0] >= tally["paid_orders"]
    assert words
    assert words[0] >= tally["answers"] > 5
    assert tally["orders_proven"] > 0
    assert tally["past_orders"] > 60
