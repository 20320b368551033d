"""Who is there now, for the lead; and how one stands oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from zhanggui.shops.queries import MemberCard, StaffCard, all_staff, setting_values
from zhanggui.workforce import rules
from zhanggui.workforce.parts import Held, held_now
from zhanggui.workforce.queries.duty import OnDuty, on_duty
from zhanggui.workforce.queries.overtime import OvertimeCard, overtimes
from zhanggui.workforce.queries.shifts import ShiftCard, handed_over, shifts_between
from zhanggui.workforce.settings import BREAK_SECONDS, SHIFT_END_MINUTES

_LOOKS_AHEAD = timedelta(days=7)
_RANK = {state: rank for rank, state in enumerate((rules.ONLINE, rules.BREAK, rules.AWAY, rules.GONE))}


@dataclass(frozen=True)
class PersonNow:
    """A member who may receive, as the lead sees them. `shift` is the one that runs, or else the next."""

    member: MemberCard
    duty: OnDuty
    held: Held
    shift: ShiftCard | None
    overtime: OvertimeCard | None

    @property
    def state_title(self) -> str:
        return rules.STATE_TITLES[self.duty.state]

    @property
    def is_full(self) -> bool:
        return self.held.open >= self.duty.cap

    @property
    def skills(self) -> list[str]:
        return [rules.SKILLS.get(one, one) for one in sorted(self.duty.skills)]


def people_now(shop_id: int, *, at: datetime) -> list[PersonNow]:
    """Who is online first, who is gone last."""
    members = {one.id: one for one in all_staff(shop_id)}
    held = held_now(shop_id)
    shifts: dict[int, ShiftCard] = {}
    for shift in shifts_between(shop_id, at, at + _LOOKS_AHEAD):
        shifts.setdefault(shift.staff_id, shift)
    late = {one.staff_id: one for one in overtimes(shop_id, at, at) if one.ends_at is None}
    people = [
        PersonNow(
            members[one.staff_id],
            one,
            held.get(one.staff_id, Held()),
            shifts.get(one.staff_id),
            late.get(one.staff_id),
        )
        for one in on_duty(shop_id, at=at)
    ]
    return sorted(people, key=lambda one: _RANK[one.duty.state])


@dataclass(frozen=True)
class MyPost:
    """How a member stands, for the bar of their own pages. `ends_at`: of the shift that runs, or that is
    over while `open` buyers are still theirs."""

    state: str
    since: datetime
    break_seconds: int
    warn_seconds: int
    ends_at: datetime | None
    is_over: bool
    open: int


# Every page of those who receive asks it: what one says of oneself, with each shift that may run, or run on.
_POST = """
    SELECT presence.status, presence.since, shift.starts_at, shift.ends_at
    FROM (VALUES (%(staff)s)) AS one(id)
    LEFT JOIN workforce_presence presence ON presence.staff_id = one.id
    LEFT JOIN workforce_shift shift ON shift.staff_id = one.id AND shift.cancelled_at IS NULL
        AND shift.ends_at > %(after)s AND shift.starts_at <= %(until)s
    ORDER BY shift.starts_at
"""


def my_post(staff: StaffCard, *, at: datetime) -> MyPost:
    with connection.cursor() as cursor:
        cursor.execute(
            _POST,
            {"staff": staff.id, "after": at - rules.STAYED_ON, "until": at + rules.LONGEST_SHIFT},
        )
        rows = cursor.fetchall()
    status, since = rows[0][:2]
    limits = setting_values(staff.shop_id, (BREAK_SECONDS, SHIFT_END_MINUTES), at=at)
    ends_at = _end([(starts, ends) for *_, starts, ends in rows if starts], at)
    is_over = ends_at is not None and ends_at <= at
    open_ = held_now(staff.shop_id).get(staff.id, Held()).open if is_over else 0
    if is_over and (not open_ or staff.id in handed_over(staff.shop_id, at=at)):
        ends_at, is_over, open_ = None, False, 0
    return MyPost(
        state=status or rules.ONLINE,
        since=since or at,
        break_seconds=limits[BREAK_SECONDS.key],
        warn_seconds=limits[SHIFT_END_MINUTES.key] * 60,
        ends_at=ends_at,
        is_over=is_over,
        open=open_,
    )


def _end(spans: Sequence[rules.Span], at: datetime) -> datetime | None:
    """When the member's present shift ends, with those that follow it at once, or ended a while ago."""
    end: datetime | None = None
    for starts, ends in spans:
        if starts <= at or starts == end:
            end = ends
    return end
