"""The clock. Read at the edges (views, sockets, jobs, commands) and passed on as `at`."""

from __future__ import annotations

from datetime import UTC, datetime

from zhanggui.foundation import pace


def now() -> datetime:
    real = datetime.now(UTC)
    kept = pace.kept()
    return kept.shows(real) if kept else real
