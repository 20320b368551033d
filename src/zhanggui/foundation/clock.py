"""The clock. Read at the edges (views, sockets, jobs, commands) and passed on as `at`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
