from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

from zhanggui.foundation.pace import machine

ONLINE, BUSY, AWAY = "online", "busy", "away"
STATUSES = (ONLINE, BUSY, AWAY)
STATUS_TITLES = MappingProxyType({ONLINE: "在线", BUSY: "忙碌", AWAY: "离开"})

# A page says "still here" every BEAT_SECONDS. Three missed beats are an absence; a reload is not.
BEAT_SECONDS = 15
GONE_AFTER = machine(timedelta(seconds=45))


def is_there(status: str, seen_at: datetime, *, at: datetime) -> bool:
    """Someone who is busy is still there; someone who said "away" or whose page is gone is not."""
    return status != AWAY and at - seen_at < GONE_AFTER
