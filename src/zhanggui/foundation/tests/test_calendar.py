from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.calendar import (
    SHANGHAI,
    day_span,
    day_starts_at,
    from_shop_text,
    next_wall_time,
    shop_day,
    within_hours,
)
from zhanggui.foundation.clock import now

DAYS = st.dates(date(1995, 1, 1), date(2090, 1, 1))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 10, 15, 59, 59, tzinfo=UTC), date(2026, 11, 10)),
        (datetime(2026, 11, 10, 16, tzinfo=UTC), date(2026, 11, 11)),
        (datetime(2026, 12, 31, 20, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_an_instant_falls_on_the_shops_day(instant: datetime, day: date) -> None:
    assert shop_day(instant) == day


def test_a_day_starts_at_midnight_in_shanghai_and_is_told_in_utc() -> None:
    start = day_starts_at(date(2026, 11, 11))
    assert start == datetime(2026, 11, 10, 16, tzinfo=UTC)
    assert start.tzinfo is UTC


@given(DAYS)
def test_days_are_half_open_and_touch(day: date) -> None:
    start, end = day_span(day)
    assert end - start == timedelta(days=1)
    assert day_span(day + timedelta(days=1))[0] == end
    assert shop_day(start) == day
    assert shop_day(end - timedelta(microseconds=1)) == day
    assert shop_day(end) == day + timedelta(days=1)


@pytest.mark.parametrize("text", ["2017-07-08 00:42:32", "2017/07/08 00:42:32", "2017-7-8 0:42:32"])
def test_times_of_exports_are_shanghai_wall_times(text: str) -> None:
    assert from_shop_text(text) == datetime(2017, 7, 7, 16, 42, 32, tzinfo=UTC)


def test_seconds_may_be_missing() -> None:
    assert from_shop_text("2017-07-08 00:42") == datetime(2017, 7, 7, 16, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "null", "2017-07-08", "2017-02-30 10:00:00", "08.07.2017 10:00", "24:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        from_shop_text(text)


@pytest.mark.parametrize(
    ("wall", "opens", "closes", "inside"),
    [
        ("2026-11-21 09:00", time(9), time(23, 30), True),
        ("2026-11-21 08:59:59", time(9), time(23, 30), False),
        ("2026-11-21 23:29:59", time(9), time(23, 30), True),
        ("2026-11-21 23:30", time(9), time(23, 30), False),
        # The late shift goes on after midnight.
        ("2026-11-21 18:00", time(18), time(2), True),
        ("2026-11-21 23:59:59", time(18), time(2), True),
        ("2026-11-22 00:00", time(18), time(2), True),
        ("2026-11-22 01:59:59", time(18), time(2), True),
        ("2026-11-22 02:00", time(18), time(2), False),
        ("2026-11-22 12:00", time(18), time(2), False),
        # Until midnight.
        ("2026-11-21 23:59:59", time(9), time(0), True),
        ("2026-11-22 00:00", time(9), time(0), False),
    ],
)
def test_hours_are_half_open_and_may_cross_midnight(
    wall: str, opens: time, closes: time, *, inside: bool
) -> None:
    assert within_hours(shanghai(wall), opens, closes) is inside


def test_hours_are_the_shops_whatever_zone_the_instant_is_told_in() -> None:
    at = shanghai("2026-11-21 10:00")
    assert within_hours(at.astimezone(UTC), time(9), time(11))
    assert not within_hours(datetime(2026, 11, 21, 10, tzinfo=UTC), time(9), time(11))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)), st.times(), st.times())  # noqa: DTZ001 - zone below
def test_a_shop_is_open_in_its_hours_or_in_the_others(naive: datetime, one: time, other: time) -> None:
    if one != other:
        at = naive.replace(tzinfo=UTC)
        assert within_hours(at, one, other) != within_hours(at, other, one)


def test_the_clock_tells_utc() -> None:
    assert now().tzinfo is UTC


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-21 09:00", "2026-11-21 16:00"),
        ("2026-11-21 15:59:59", "2026-11-21 16:00"),
        ("2026-11-21 16:00", "2026-11-22 16:00"),
        ("2026-12-31 23:00", "2027-01-01 16:00"),
    ],
)
def test_a_time_of_the_day_comes_again_tomorrow(at: str, then: str) -> None:
    assert next_wall_time(shanghai(at), 960) == shanghai(then)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC)), st.integers(0, 1439))  # noqa: DTZ001
def test_the_next_time_of_day_is_within_a_day(at: datetime, minutes: int) -> None:
    assert timedelta(0) < next_wall_time(at, minutes) - at <= timedelta(days=1)
