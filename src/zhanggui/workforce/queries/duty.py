"""Who takes buyers now, and when somebody will."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.foundation.pace import speed
from zhanggui.shops.queries import StaffCard, colleagues, setting_value, shop_by_id
from zhanggui.shops.rules import CAPABILITIES, RECEIVE
from zhanggui.workforce import rules
from zhanggui.workforce.models import Duty, Presence, Shift
from zhanggui.workforce.queries.shifts import handed_over
from zhanggui.workforce.rules import Post
from zhanggui.workforce.settings import MOST_BUYERS

NEVER_SEEN = 10**9  # seconds
_RECEIVERS = [role for role, capabilities in CAPABILITIES.items() if RECEIVE in capabilities]


@dataclass(frozen=True)
class OnDuty:
    """A member who may receive, at an instant. `state`: online, break, away or gone; `why_not` is the
    sentence for who takes nobody new. `gone_for_seconds` are real ones, also under a fast clock, 0 for who
    is there. `since`: when the state began. `stays_on`: the shift is over, and they have not handed over."""

    staff_id: int
    name: str
    state: str
    takes_new: bool
    why_not: str
    cap: int
    skills: frozenset[str]
    gone_for_seconds: int
    since: datetime | None
    own_cap: int | None  # as the lead set it; none for the shop's
    stays_on: bool


def on_duty(shop_id: int, *, at: datetime) -> list[OnDuty]:
    """Everybody of the shop who may receive, by agent number; also those who are not there."""
    people = [one for one in colleagues(shop_id) if one.may(RECEIVE)]
    ids = [one.id for one in people]
    seen = {row.pk: row for row in Presence.objects.filter(pk__in=ids)}
    duties = {row.pk: row for row in Duty.objects.filter(pk__in=ids)}
    cap = setting_value(shop_id, MOST_BUYERS, at=at)
    today = day_span(shop_day(at))
    shifts: dict[int, list[rules.Span]] = {one: [] for one in ids}
    rows = Shift.objects.filter(shop_id=shop_id, staff_id__in=ids, cancelled_at=None, starts_at__lt=today[1])
    rows = rows.filter(ends_at__gt=min(today[0], at - rules.STAYED_ON))
    for staff_id, *span in rows.values_list("staff_id", "starts_at", "ends_at"):
        shifts[staff_id].append((span[0], span[1]))
    left = handed_over(shop_id, at=at)
    posts = {
        one.id: _post(seen.get(one.id), shifts[one.id], one.id in left, _cap(duties, one, cap), at)
        for one in people
    }
    shifts_today = any(ends > today[0] for spans in shifts.values() for _, ends in spans)
    someone = any(post.on_shift and post.is_willing for post in posts.values())
    return [
        _card(
            one,
            seen.get(one.id),
            posts[one.id],
            rules.why_not(posts[one.id], shifts_today=shifts_today, someone_on_shift=someone),
            _cap(duties, one, cap),
            duties.get(one.id),
            at,
        )
        for one in people
    ]


def _cap(duties: dict[int, Duty], one: StaffCard, of_shop: int) -> int:
    own = duties[one.id].cap if one.id in duties else None
    return of_shop if own is None else own


def _post(
    seen: Presence | None, shifts: list[rules.Span], has_handed_over: bool, cap: int, at: datetime
) -> Post:
    on_shift = any(starts <= at < ends for starts, ends in shifts)
    ended = any(at - rules.STAYED_ON < ends <= at for _, ends in shifts)
    return Post(
        state=rules.state_of(seen.status, seen.seen_at, at=at) if seen else rules.GONE,
        on_shift=on_shift,
        is_over=ended and not on_shift,
        has_handed_over=has_handed_over,
        no_cap=cap == 0,
    )


def _card(
    one: StaffCard,
    seen: Presence | None,
    post: Post,
    why_not: str,
    cap: int,
    duty: Duty | None,
    at: datetime,
) -> OnDuty:
    is_gone = post.state == rules.GONE
    since = (seen.seen_at if is_gone else seen.since) if seen else None
    gone = int((at - seen.seen_at).total_seconds() / speed()) if seen else NEVER_SEEN
    return OnDuty(
        staff_id=one.id,
        name=one.name,
        state=post.state,
        takes_new=not why_not,
        why_not=why_not,
        cap=cap,
        skills=frozenset(duty.skills if duty else ()),
        own_cap=duty.cap if duty else None,
        stays_on=post.is_over and not post.has_handed_over,
        gone_for_seconds=gone if is_gone else 0,
        since=since,
    )


@dataclass(frozen=True)
class Openings:
    """When a shop is attended, as planned: asked once for many instants."""

    _shifts: tuple[rules.Span, ...]
    _hours: tuple[time, time]

    def after(self, at: datetime) -> datetime | None:
        return rules.opening_after(at, self._shifts, *self._hours)


def openings(shop_id: int, *, since: datetime) -> Openings:
    """Of the shop, for all instants from `since` on."""
    shop = shop_by_id(shop_id)
    rows = Shift.objects.filter(shop_id=shop_id, cancelled_at=None, ends_at__gt=since)
    rows = rows.filter(staff__is_active=True, staff__role__in=_RECEIVERS)
    return Openings(tuple(rows.values_list("starts_at", "ends_at")), (shop.opens, shop.closes))


def next_opening(shop_id: int, *, at: datetime) -> datetime | None:
    """When somebody will be there to answer: by the shifts if there are any in the week ahead, else by the
    shop's hours. The instant itself when somebody should be there now."""
    return openings(shop_id, since=at).after(at)
