"""Whom a shop may write to of its own accord, when, and how often. Nobody is pestered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI

FOLLOW_UP_LETTERS = 500
SENT, TALKED = "sent", "talked"
# How a follow-up ends without a word of ours from here: {key: title}.
ELSEWHERE, DECLINED, SILENCE, NEEDLESS = "elsewhere", "declined", "silence", "needless"
CLOSING_TITLES: Mapping[str, str] = MappingProxyType(
    {
        ELSEWHERE: "已经在千牛里跟进过",
        DECLINED: "买家说不要了",
        SILENCE: "买家请我们别再联系",
        NEEDLESS: "不用跟进",
    }
)
OUTCOME_TITLES: Mapping[str, str] = MappingProxyType({SENT: "发过消息", TALKED: "已经聊过", **CLOSING_TITLES})
# After these the buyer has heard from us.
CONTACTS = frozenset({SENT, TALKED, ELSEWHERE})

_SAYS_NO = re.compile(
    r"(?:不|别)(?:想|打算|需要)?(?:要|买|拍|考虑)了(?!吗|么|嘛|呢|[?\uff1f])|不需要了?(?:谢谢)?$|(?:买|拍)(?:到|好|过)?别的了|(?:在)?别(?:家|处|的店).{0,4}(?:买|拍)(?:了|好了|过)"
    r"|已经?(?:在)?.{0,6}买(?:好|到)?了|不喜欢|算了(?:吧|$|[,。!\uff0c\uff01])|没兴趣"
)
_ASKS_SILENCE = re.compile(
    r"(?:别|不要|勿|请勿|不用|停止)(?:再|老|总|一直|给我)*(?:给我)?(?:发|联系|打扰|骚扰|烦|推|找)(?!货|票|错|出|到|走|快|顺|圆|中|邮)"
    r"|(?:发|推)(?:这些|消息|广告).{0,4}(?:烦|干嘛)|打扰(?:到)?我|(?:退订|拉黑|举报|投诉).{0,3}(?:你|了|骚扰)?|骚扰"
)


def says_no(texts: Iterable[str]) -> bool:
    """Whether a buyer said that they do not want it any more."""
    return any(_SAYS_NO.search(text) for text in texts)


def asks_silence(texts: Iterable[str]) -> bool:
    """Whether a buyer asked not to be written to."""
    return any(_ASKS_SILENCE.search(text) for text in texts)


@dataclass(frozen=True)
class Limits:
    """How a shop follows up, at an instant: its dated settings. The hours are minutes past midnight."""

    quiet: timedelta
    due: timedelta
    from_minutes: int
    until_minutes: int
    again: timedelta


def is_day(at: datetime, limits: Limits) -> bool:
    """Whether buyers may be written to at this instant of the shop's clock."""
    wall = at.astimezone(SHANGHAI)
    return limits.from_minutes <= wall.hour * 60 + wall.minute < limits.until_minutes


def due_at(quiet_since: datetime, limits: Limits) -> datetime:
    """Until when a buyer who said their last word then is written to: a while after it, never at night. What
    would fall into the night is due one hour after the next morning begins."""
    wanted = quiet_since + limits.due
    if is_day(wanted, limits):
        return wanted
    wall = wanted.astimezone(SHANGHAI)
    is_early = wall.hour * 60 + wall.minute < limits.from_minutes
    morning = _wall(wall.date() if is_early else wall.date() + timedelta(days=1), limits.from_minutes)
    hour = min(timedelta(hours=1), timedelta(minutes=max(limits.until_minutes - limits.from_minutes - 1, 0)))
    return morning + hour


def _wall(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Past:
    """What is known of a buyer who did not order. `closed_at`: when somebody ended the follow-up of this
    interest, `contacted_at`: when we last wrote to the buyer of our own accord about any."""

    won: bool = False
    last_at: datetime | None = None
    closed_at: datetime | None = None
    contacted_at: datetime | None = None
    said_no: bool = False
    wants_silence: bool = False
    waits: bool = False


_WON_SAYS = "买家已经下单了,不用再问"
_SILENCE_SAYS = "买家请我们别再联系,不能主动发消息"
_NO_SAYS = "买家说过不要了,不能再追着问"
_AGAIN_SAYS = "前几天主动联系过这位买家,先不要再发"
NIGHT_SAYS = "现在太晚或太早,不打扰买家"
WAITS_SAYS = "买家正在等回复:先打开聊天回他的话"


def cannot_write(past: Past, limits: Limits, *, at: datetime) -> str:
    """Why this buyer must not be written to of our own accord, as a sentence; empty when they may, by day."""
    if past.won:
        return _WON_SAYS
    if past.wants_silence:
        return _SILENCE_SAYS
    if past.said_no:
        return _NO_SAYS
    if past.contacted_at is not None and at < past.contacted_at + limits.again:
        return _AGAIN_SAYS
    return ""


def is_kept(past: Past, limits: Limits, *, at: datetime) -> bool:
    """Whether a task to follow up stays: nobody has ended it since the buyer's interest was last seen, and
    the buyer may be written to, be it tomorrow morning."""
    if past.last_at is None or (past.closed_at is not None and past.closed_at >= past.last_at):
        return False
    return not cannot_write(past, limits, at=at)


def is_wanted(past: Past, limits: Limits, *, at: datetime) -> bool:
    """Whether a task to follow up is opened: it is day, and the talk is quiet."""
    if past.waits or not is_kept(past, limits, at=at) or not is_day(at, limits):
        return False
    return past.last_at is not None and at >= past.last_at + limits.quiet
