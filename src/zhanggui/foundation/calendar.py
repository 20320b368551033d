"""The shop's calendar: instants are UTC, days are Shanghai days, intervals are half-open."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SHAPES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
_PLAIN_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


def shop_day(at: datetime) -> date:
    """The shop's day that an instant falls on."""
    return at.astimezone(SHANGHAI).date()


def day_starts_at(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def day_span(day: date) -> tuple[datetime, datetime]:
    """The day as [start, end) instants."""
    return day_starts_at(day), day_starts_at(day + timedelta(days=1))


def next_wall_time(at: datetime, minutes: int) -> datetime:
    """The first instant after `at` at which it is so many minutes past midnight in Shanghai."""
    today = day_starts_at(shop_day(at)) + timedelta(minutes=minutes)
    return today if today > at else today + timedelta(days=1)


def from_shop_text(text: str) -> datetime:
    """An export's "2017-07-08 00:42:32" (Shanghai wall time, seconds optional) as an instant.

    ValueError when the text is no such time.
    """
    for shape in _SHAPES:
        try:
            # Nearly every cell is plain, and read so in a tenth of the time.
            plain = _PLAIN_TIME.fullmatch(text)
            wall = datetime.fromisoformat(text) if plain else datetime.strptime(text, shape)  # noqa: DTZ007
            return wall.replace(tzinfo=SHANGHAI).astimezone(UTC)
        except ValueError:
            continue
    message = f"not a time: {text!r}"
    raise ValueError(message)


def within_hours(at: datetime, opens: time, closes: time) -> bool:
    """Whether the instant's Shanghai wall time is in [opens, closes); a span may cross midnight."""
    wall = at.astimezone(SHANGHAI).time()
    if opens <= closes:
        return opens <= wall < closes
    return wall >= opens or wall < closes
