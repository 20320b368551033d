from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from zhanggui.foundation import clock, pace

SINCE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 11, 1, 0, tzinfo=UTC)


@pytest.fixture
def sixty() -> Iterator[None]:
    pace.keep(pace.Pace(datetime.now(UTC), MORNING, 60))
    yield
    pace.keep(None)


def test_a_minute_is_an_hour_at_sixty_times_the_speed() -> None:
    sixty = pace.Pace(SINCE, MORNING, 60)
    assert sixty.shows(SINCE) == MORNING
    assert sixty.shows(SINCE + timedelta(minutes=1)) == MORNING + timedelta(hours=1)


@pytest.mark.usefixtures("sixty")
def test_the_clock_follows() -> None:
    first = clock.now()
    assert MORNING <= first < MORNING + timedelta(hours=1)
    assert clock.now() >= first


@pytest.mark.usefixtures("sixty")
def test_machines_do_not_hurry() -> None:
    assert pace.machine(timedelta(seconds=45)) == timedelta(minutes=45)


def test_without_a_pace_it_is_the_real_time() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert pace.machine(timedelta(seconds=45)) == timedelta(seconds=45)
