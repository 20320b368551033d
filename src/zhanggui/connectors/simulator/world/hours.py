"""When buyers come: how much of a day falls into each of its hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhanggui.connectors.simulator.chance import Chance
from zhanggui.foundation.calendar import day_starts_at

_BY_HOUR = (2, 1, 0.5, 0.3, 0.2, 0.3, 0.8, 2, 4, 6, 8, 8, 6, 6, 7, 7, 7, 6, 6, 8, 10, 11, 9, 5)


def moment(on: date, chance: Chance) -> datetime:
    """An instant of this day, as likely as buyers are about."""
    hour = chance.choices(range(24), _BY_HOUR)[0]
    return day_starts_at(on) + timedelta(hours=hour, seconds=chance.uniform(0, 3600))


def share_between(first_hour: float, last_hour: float) -> float:
    """How much of a day's coming falls between these hours."""
    total = sum(
        weight * max(0.0, min(hour + 1, last_hour) - max(hour, first_hour))
        for hour, weight in enumerate(_BY_HOUR)
    )
    return total / sum(_BY_HOUR)
