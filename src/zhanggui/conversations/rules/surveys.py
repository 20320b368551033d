"""Asking a buyer how the reception was: whom not to ask, and until when the answer may change.

Points by cs-kpis, section 10.15: the platform's codes 0 to 4 are 5 to 1 points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

POINT_TITLES = MappingProxyType({5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"})
SATISFIED, DISSATISFIED = frozenset({4, 5}), frozenset({1, 2})
WORDS_LETTERS: Final = 300
# Tags of buyers whom nobody asks.
QUIET_TAGS = frozenset({"黑名单", "勿扰", "屏蔽"})
# An invitation says nothing of which answer is wished for, and offers nothing for one.
ASKS: Final = "这次的服务您满意吗?按您的真实感受选一个就好。"


class State(StrEnum):
    """Open: nobody answered yet; changeable: answered, and may still be changed."""

    OPEN = "open"
    CHANGEABLE = "changeable"
    FIXED = "fixed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Occasion:
    """What is known when somebody wants to invite. `answered`: a person answered the buyer in this reception;
    `invited`: this very reception was asked about already; `last_at`: when the buyer was invited last."""

    answered: bool
    waits: bool
    is_quiet: bool
    invited: bool
    last_at: datetime | None = None


NOT_ANSWERED: Final = "not_answered"
WHY_NOT_SAYS = MappingProxyType(
    {
        NOT_ANSWERED: "接待这位买家的人还没有回复过,没有可以评价的",
        "waits": "买家还在等回复,先回复再邀请评价",
        "quiet": "这位买家不想被打扰,不邀请评价",
        "invited": "这次接待已经邀请过评价了",
        "lately": "最近邀请过这位买家,隔一段时间再请",
    }
)


def why_not(one: Occasion, *, apart: timedelta, at: datetime) -> str:
    """Why the buyer is not to be invited, a key of WHY_NOT_SAYS; empty when they may be."""
    if not one.answered:
        return NOT_ANSWERED
    if one.waits:
        return "waits"
    if one.is_quiet:
        return "quiet"
    if one.invited:
        return "invited"
    return "lately" if one.last_at is not None and at - one.last_at < apart else ""


def state_of(*, expires_at: datetime, fixed_at: datetime | None, at: datetime) -> State:
    """`fixed_at`: from when on an answer stays as it is; none before there is one."""
    if fixed_at is not None:
        return State.CHANGEABLE if at < fixed_at else State.FIXED
    return State.OPEN if at < expires_at else State.EXPIRED
