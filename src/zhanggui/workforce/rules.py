from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI, next_wall_time, within_hours
from zhanggui.foundation.moves import Moves
from zhanggui.foundation.pace import machine

ONLINE, BREAK, AWAY = "online", "break", "away"
STATUSES = (ONLINE, BREAK, AWAY)
STATUS_TITLES = MappingProxyType({ONLINE: "在线", BREAK: "挂起", AWAY: "离开"})
GONE = "gone"  # nobody says it of themselves: no page of theirs is open, wherever they said they are
STATE_TITLES = MappingProxyType({**STATUS_TITLES, GONE: "不在"})

# Each process says every BEAT_SECONDS for whom it holds a living socket. A dead line is found by the
# socket's own pings within 5 s (config/web.py); two missed beats are an absence, a reload is not.
BEAT_SECONDS = 3
GONE_AFTER = machine(timedelta(seconds=7))


def is_there(status: str, seen_at: datetime, *, at: datetime) -> bool:
    """Someone on a break is still there; someone who said "away" or whose page is gone is not."""
    return status != AWAY and at - seen_at < GONE_AFTER


def state_of(status: str, seen_at: datetime | None, *, at: datetime) -> str:
    return status if seen_at is not None and at - seen_at < GONE_AFTER else GONE


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


@dataclass(frozen=True)
class Post:
    """Where a member stands at an instant. `on_shift`: one of their shifts runs; `is_over`: their last one
    ended a while ago and no other has begun; `has_handed_over`: they closed it with a sheet."""

    state: str
    on_shift: bool = False
    is_over: bool = False
    has_handed_over: bool = False
    no_cap: bool = False  # the lead lets them take nobody new

    @property
    def is_willing(self) -> bool:
        return self.state == ONLINE and not (self.is_over or self.has_handed_over or self.no_cap)


_STATE_SAYS = MappingProxyType({BREAK: "挂起中,不进新买家", AWAY: "离开中", GONE: "不在,页面没有打开"})


def why_not(post: Post, *, shifts_today: bool, someone_on_shift: bool) -> str:
    """Why the member gets no new buyers; empty for who does.

    On a day for which shifts are planned they are for those whose shift runs; when none of these is there
    and willing, for whoever is. A shop that plans no shifts treats everybody who is there as on duty.
    """
    if post.has_handed_over:
        return "已经交班"
    if post.is_over:
        return "已经下班"
    if post.state != ONLINE:
        return _STATE_SAYS[post.state]
    if post.no_cap:
        return "主管设了不接新买家"
    if shifts_today and someone_on_shift and not post.on_shift:
        return "现在不是他的班"
    return ""


Span = tuple[datetime, datetime]
# Who is not seen for so long has gone home; a shorter gap was the network.
_WENT_AFTER = timedelta(minutes=5)


def went_at(
    since: datetime, stays: Sequence[tuple[datetime, datetime | None]], *, at: datetime
) -> datetime | None:
    """When somebody who was there at `since` went: `since` itself for who was not, none for who, `at`, has
    not gone for good. `stays` in order."""
    until = since
    for starts, ends in stays:
        if starts - until >= _WENT_AFTER:
            break
        if ends is None:
            return None
        until = max(until, ends)
    return until if at - until >= _WENT_AFTER else None


def overtime(
    shift_ends: datetime, ends: Sequence[datetime | None], *, left_at: datetime | None
) -> tuple[datetime, datetime | None] | None:
    """From the shift's end until the last of the buyers is done whom the member had then, or until they
    went; without an end while it goes on, none for none."""
    if not ends or (left_at is not None and left_at <= shift_ends):
        return None
    done = [end for end in ends if end is not None]
    last = max(done) if len(done) == len(ends) else None
    known = [end for end in (last, left_at) if end is not None]
    return shift_ends, min(known, default=None)


PRESALE, AFTERSALE = "presale", "aftersale"
SKILLS = MappingProxyType({PRESALE: "售前", AFTERSALE: "售后", "zh": "中文", "en": "英文"})
MOST_CAP, MOST_SKILLS, SKILL_LETTERS = 500, 30, 20


def skills_in(text: str) -> frozenset[str]:
    """The skills of a text with commas or lines between them; those that have a title may be typed by it."""
    keys = {title: key for key, title in SKILLS.items()}
    words = (" ".join(word.split()) for word in re.split(r"[,\uff0c、;\uff1b\n]", text.replace("\0", "")))
    return frozenset(keys.get(word, word) for word in words if word)


_LOOKS_AHEAD = timedelta(days=7)


def opening_after(at: datetime, shifts: Sequence[Span], opens: time, closes: time) -> datetime | None:
    """When somebody should be there next: the instant itself while a planned shift runs, else the next
    one's beginning; where none is planned in the week ahead, by the shop's hours. None for a shop without
    hours."""
    planned = [max(starts, at) for starts, ends in shifts if ends > at and starts < at + _LOOKS_AHEAD]
    if planned:
        return min(planned)
    if within_hours(at, opens, closes):
        return at
    return next_wall_time(at, opens.hour * 60 + opens.minute) if opens != closes else None


_WEEKDAYS = "一二三四五六日"


def opening_words(opening: datetime | None, *, at: datetime) -> str:
    """今天 13:00, 明天 9:00, 周一 9:00, 12月3日 9:00; empty when it is now, or nobody knows."""
    if opening is None or opening <= at:
        return ""
    wall, today = opening.astimezone(SHANGHAI), at.astimezone(SHANGHAI).date()
    days = (wall.date() - today).days
    if days < 2:
        day = "今天" if days == 0 else "明天"
    elif days < 7:
        day = f"周{_WEEKDAYS[wall.weekday()]}"
    else:
        day = f"{wall.month}月{wall.day}日"
    return f"{day} {wall.hour}:{wall.minute:02d}"
