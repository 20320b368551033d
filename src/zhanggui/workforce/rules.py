from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.moves import Moves
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


LONGEST_SHIFT = timedelta(hours=16)


def span_of(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """A shift as [start, end) instants; one that ends no later than it begins ends on the next day."""
    starts_at = datetime.combine(day, begins, SHANGHAI)
    ends_at = datetime.combine(day, ends, SHANGHAI)
    if ends_at <= starts_at:
        ends_at += timedelta(days=1)
    return starts_at.astimezone(UTC), ends_at.astimezone(UTC)


# A sheet belongs to the shift that is on, or to one that is over for no longer than this.
STAYED_ON = timedelta(hours=4)

WRITTEN, CONFIRMED, WITHDRAWN = "written", "confirmed", "withdrawn"
SHEET = Moves(
    name="交接表",
    first=WRITTEN,
    table={(WRITTEN, "confirm"): CONFIRMED, (WRITTEN, "withdraw"): WITHDRAWN},
)
SHEET_TITLES = MappingProxyType({WRITTEN: "等人接", CONFIRMED: "已接班", WITHDRAWN: "已撤回"})
NOTE_LETTERS, LINE_LETTERS, OWN_LINES, MOST_LINES = 500, 200, 50, 2_000
NOTED_LINES = 200  # so many can have a word for the next one: a form of more is no form


def own_lines(text: str) -> list[str]:
    """What somebody adds to a sheet by hand, one line each."""
    return [line for line in (" ".join(line.split()) for line in text.replace("\0", "").splitlines()) if line]
