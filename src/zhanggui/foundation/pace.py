"""How fast the house's clock runs: a simulated day may pass in a quarter of an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """At the real instant `since` the house's clock showed `shown`, and it runs `speed` times as fast."""

    since: datetime
    shown: datetime
    speed: float

    def shows(self, real: datetime) -> datetime:
        return self.shown + (real - self.since) * self.speed


_kept: Pace | None = None


def keep(pace: Pace | None) -> None:
    """For the whole process, before any room loads. None: the real time."""
    global _kept  # noqa: PLW0603 - one clock per process, set at the start
    _kept = pace


def kept() -> Pace | None:
    return _kept


def speed() -> float:
    return _kept.speed if _kept else 1.0


def machine(span: timedelta) -> timedelta:
    """What passes on the house's clock while machines need `span`: heartbeats and retries do not get faster
    because a shop's day does."""
    return span * speed()
