"""What the program says first: to whom, when and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from zhanggui.conversations.rules.standing import Standing
from zhanggui.foundation.calendar import SHANGHAI

# Whom a greeting is for; `paid`: who has an order that is paid and not yet done.
ANYBODY, FIRST_TIME, RETURNING, PAID = "anybody", "first", "returning", "paid"
WHOM = (ANYBODY, FIRST_TIME, RETURNING, PAID)
WHOM_TITLES = MappingProxyType(
    {ANYBODY: "所有买家", FIRST_TIME: "第一次来的", RETURNING: "聊过又回来的", PAID: "有已付款订单的"}
)
GREETING_LETTERS = 300
GREETINGS = 50  # in force at once in one shop


@dataclass(frozen=True)
class Greeting:
    """Half-open from `from_time` to `until_time`, which may lie behind midnight; `ends_on` is included."""

    text: str
    whom: str = ANYBODY
    channel: str = ""
    weekdays: tuple[int, ...] = ()
    from_time: time | None = None
    until_time: time | None = None
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Arrival:
    """A buyer speaks for the first time, or again after a while."""

    channel: str
    is_first: bool
    has_paid: bool
    at: datetime


def is_for(greeting: Greeting, arrival: Arrival) -> bool:
    whom = {
        ANYBODY: True,
        FIRST_TIME: arrival.is_first,
        RETURNING: not arrival.is_first,
        PAID: arrival.has_paid,
    }
    return (
        whom.get(greeting.whom, False)
        and greeting.channel in {"", arrival.channel}
        and _is_the_hour(greeting, arrival.at)
    )


def fitting(greetings: Iterable[Greeting], arrival: Arrival) -> list[Greeting]:
    """Those that are for this buyer now, in their order. Who comes back is not greeted like everybody."""
    return [
        one
        for one in greetings
        if is_for(one, arrival) and (arrival.is_first or one.whom in {RETURNING, PAID})
    ]


def _is_the_hour(greeting: Greeting, at: datetime) -> bool:
    wall = at.astimezone(SHANGHAI)
    day, hour = wall.date(), wall.time()
    begins, ends = greeting.from_time, greeting.until_time
    if begins is not None and ends is not None:
        over_midnight = ends <= begins
        if over_midnight and hour < ends:
            day -= timedelta(days=1)  # the small hours belong to the day that they began on
        elif hour < begins or (hour >= ends and not over_midnight):
            return False
    return (
        (not greeting.weekdays or day.isoweekday() in greeting.weekdays)
        and (greeting.begins_on is None or greeting.begins_on <= day)
        and (greeting.ends_on is None or day <= greeting.ends_on)
    )


def is_at_rest(before: Standing) -> bool:
    """Nobody has the talk and nobody owes an answer: the buyer's next word may begin another visit."""
    return before.waiting_since is None and before.agent_id is None
