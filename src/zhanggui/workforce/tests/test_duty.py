"""Who takes new buyers, what somebody was, and when somebody will be there."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast

from zhanggui.foundation import pace
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.models import Shop, Staff
from zhanggui.workforce import rules
from zhanggui.workforce.actions import (
    CannotSetDuty,
    beat,
    cancel_shift,
    hand_over,
    notice_gone,
    plan_shift,
    set_duty,
    set_presence,
)
from zhanggui.workforce.models import Presence, PresenceSpan
from zhanggui.workforce.queries import OnDuty, next_opening, on_duty, presence_spans, shops_attended
from zhanggui.workforce.queries.duty import NEVER_SEEN
from zhanggui.workforce.rules import AWAY, BREAK, GONE, GONE_AFTER, ONLINE, Post

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
BEAT = timedelta(seconds=rules.BEAT_SECONDS)


def one(cast: Cast, staff_id: int | None = None, *, at: datetime = AT) -> OnDuty:
    return next(card for card in on_duty(cast.shop.id, at=at) if card.staff_id == (staff_id or cast.agent.id))


def takers(cast: Cast, at: datetime = AT) -> set[int]:
    return {card.staff_id for card in on_duty(cast.shop.id, at=at) if card.takes_new}


def plan(cast: Cast, staff_id: int, begins: float, ends: float) -> int:
    """From so many hours after noon to so many."""
    starts_at, ends_at = AT + begins * HOUR, AT + ends * HOUR
    return plan_shift(staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, by=cast.lead.actor, at=AT)


def live(staff_id: int, since: datetime, until: datetime) -> None:
    """A page that is open from then to then."""
    at = since
    while at <= until:
        beat(staff_ids=[staff_id], at=at)
        at += BEAT


# Who takes new buyers.


@pytest.mark.parametrize(
    ("post", "shifts_today", "someone", "says"),
    [
        (Post(ONLINE), False, False, ""),
        (Post(ONLINE, on_shift=True), True, True, ""),
        (Post(ONLINE), True, True, "现在不是他的班"),
        (Post(ONLINE), True, False, ""),  # nobody of the shift is there: whoever is there
        (Post(ONLINE, is_over=True), True, False, "已经下班"),
        (Post(ONLINE, on_shift=True, has_handed_over=True), True, False, "已经交班"),
        (Post(ONLINE, on_shift=True, no_cap=True), True, True, "主管设了不接新买家"),
        (Post(BREAK, on_shift=True), True, True, "挂起中,不进新买家"),
        (Post(AWAY, on_shift=True), True, True, "离开中"),
        (Post(GONE), False, False, "不在,页面没有打开"),
    ],
)
def test_why_somebody_gets_no_new_buyers(post: Post, says: str, *, shifts_today: bool, someone: bool) -> None:
    assert rules.why_not(post, shifts_today=shifts_today, someone_on_shift=someone) == says


@pytest.mark.django_db
def test_nobody_is_on_duty_before_their_page_is_seen(cast: Cast) -> None:
    found = on_duty(cast.shop.id, at=AT)
    assert [card.name for card in found] == ["陈晨", "林晓", "周舟", "许店"]  # the warehouse does not receive
    assert {(card.state, card.takes_new, card.gone_for_seconds) for card in found} == {
        (GONE, False, NEVER_SEEN)
    }
    assert {(card.cap, card.skills, card.since) for card in found} == {(40, frozenset(), None)}


@pytest.mark.django_db
def test_without_shifts_who_is_there_is_on_duty(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id, cast.second.id, cast.stranger.id], at=AT)
    assert takers(cast) == {cast.agent.id, cast.second.id}
    set_presence(status=BREAK, by=cast.second.actor, at=AT)
    set_presence(status=AWAY, by=cast.agent.actor, at=AT)
    assert takers(cast) == set()
    assert one(cast, cast.second.id).state == BREAK
    Staff.objects.filter(pk=cast.second.id).update(is_active=False)
    assert cast.second.id not in {card.staff_id for card in on_duty(cast.shop.id, at=AT)}


@pytest.mark.django_db
def test_with_shifts_buyers_go_to_whose_shift_runs(cast: Cast) -> None:
    plan(cast, cast.agent.id, -4, 2)
    early = plan(cast, cast.second.id, 2, 8)
    beat(staff_ids=[cast.agent.id, cast.second.id, cast.lead.id], at=AT)
    assert takers(cast) == {cast.agent.id}
    assert one(cast, cast.second.id).why_not == "现在不是他的班"
    set_presence(status=BREAK, by=cast.agent.actor, at=AT)
    assert takers(cast) == {cast.second.id, cast.lead.id}  # rather they than nobody
    cancel_shift(shift_id=early, by=cast.lead.actor, at=AT)
    later = AT + 2 * HOUR
    beat(staff_ids=[cast.agent.id, cast.lead.id], at=later)
    set_presence(status=ONLINE, by=cast.agent.actor, at=later)
    assert takers(cast, later) == {cast.lead.id}
    assert one(cast, at=later).why_not == "已经下班"


@pytest.mark.django_db
@pytest.mark.seed(31)
def test_after_the_shift_no_new_buyers_and_the_shop_is_not_attended_by_it(cast: Cast) -> None:
    plan(cast, cast.agent.id, -4, 1)
    for hours, takes in ((0.99, True), (1, False), (4.9, False), (5.1, True)):
        at = AT + hours * HOUR
        beat(staff_ids=[cast.agent.id], at=at)
        assert (cast.agent.id in takers(cast, at)) is takes
        assert (cast.shop.id in shops_attended([cast.shop.id], at=at)) is takes
    plan(cast, cast.agent.id, 1, 2)
    beat(staff_ids=[cast.agent.id], at=AT + HOUR)
    assert takers(cast, AT + HOUR) == {cast.agent.id}  # two shifts in a row are no end


@pytest.mark.django_db
def test_a_shift_past_midnight(cast: Cast) -> None:
    """21:00 to 02:00: on at 01:30 of the next day, over at 02:00."""
    plan(cast, cast.agent.id, 9, 14)
    for hours, takes in ((13.5, True), (14, False)):
        beat(staff_ids=[cast.agent.id, cast.lead.id], at=AT + hours * HOUR)
        assert (cast.agent.id in takers(cast, AT + hours * HOUR)) is takes


@pytest.mark.django_db
def test_who_has_handed_over_gets_nobody_new(cast: Cast) -> None:
    plan(cast, cast.agent.id, -4, 4)
    beat(staff_ids=[cast.agent.id], at=AT)
    hand_over(by=cast.agent.actor, at=AT)
    assert (one(cast).takes_new, one(cast).why_not) == (False, "已经交班")
    assert shops_attended([cast.shop.id], at=AT) == set()


@pytest.mark.django_db
def test_the_lead_says_how_many_and_what(cast: Cast) -> None:
    skills = rules.skills_in("售前, 英文\n毛衣、毛衣")
    assert rules.skills_in("售前\uff0c英文\uff1b毛衣") == skills  # a Chinese keyboard
    assert skills == {"presale", "en", "毛衣"}
    for _ in range(2):
        set_duty(staff_id=cast.agent.id, cap=3, skills=skills, by=cast.lead.actor, at=AT)
    assert (one(cast).cap, one(cast).skills) == (3, skills)
    noted = [entry for entry in audit_entries(cast.shop.id) if entry.verb == "set_duty"]
    assert [entry.changes["cap"] for entry in noted] == [[None, 3]]
    beat(staff_ids=[cast.agent.id], at=AT)
    set_duty(staff_id=cast.agent.id, cap=0, skills=(), by=cast.lead.actor, at=AT)
    assert (one(cast).takes_new, one(cast).why_not) == (False, "主管设了不接新买家")
    set_duty(staff_id=cast.agent.id, cap=None, skills=(), by=cast.lead.actor, at=AT)
    assert (one(cast).takes_new, one(cast).cap) == (True, 40)


@pytest.mark.django_db
def test_what_no_duty_can_be(cast: Cast) -> None:
    for staff_id, cap, skills in (
        (cast.stranger.id, 3, ()),
        (cast.warehouse.id, 3, ()),
        (0, 3, ()),
        (cast.agent.id, -1, ()),
        (cast.agent.id, rules.MOST_CAP + 1, ()),
        (cast.agent.id, 1, ("长" * 21,)),
        (cast.agent.id, 1, tuple(map(str, range(31)))),
    ):
        with pytest.raises(CannotSetDuty):
            set_duty(staff_id=staff_id, cap=cap, skills=skills, by=cast.lead.actor, at=AT)


# What somebody was.


def spans(cast: Cast) -> list[tuple[str, bool, float, float | None]]:
    """(state, came, seconds after noon from, to)"""
    found = presence_spans(cast.shop.id, AT - HOUR, AT + 2 * HOUR)
    return [
        (
            span.state,
            span.came,
            (span.starts_at - AT) / SECOND,
            (span.ends_at - AT) / SECOND if span.ends_at else None,
        )
        for span in found
    ]


@pytest.mark.django_db
def test_a_day_in_spans(cast: Cast) -> None:
    live(cast.agent.id, AT, AT + 60 * SECOND)
    assert spans(cast) == [(ONLINE, True, 0, None)]
    set_presence(status=BREAK, by=cast.agent.actor, at=AT + 60 * SECOND)
    set_presence(status=BREAK, by=cast.agent.actor, at=AT + 61 * SECOND)
    live(cast.agent.id, AT + 63 * SECOND, AT + 90 * SECOND)
    set_presence(status=ONLINE, by=cast.agent.actor, at=AT + 90 * SECOND)
    live(cast.agent.id, AT + 93 * SECOND, AT + 120 * SECOND)
    assert notice_gone(at=AT + 126 * SECOND) == 0
    assert notice_gone(at=AT + 127 * SECOND) == 1
    assert notice_gone(at=AT + 127 * SECOND) == 0
    assert one(cast, at=AT + 130 * SECOND).gone_for_seconds == 10
    assert one(cast, at=AT + 130 * SECOND).since == AT + 120 * SECOND
    beat(staff_ids=[cast.agent.id], at=AT + HOUR)
    assert spans(cast) == [
        (ONLINE, True, 0, 60),
        (BREAK, False, 60, 90),
        (ONLINE, False, 90, 120),
        (ONLINE, True, 3600, None),
    ]
    assert one(cast, at=AT + HOUR).since == AT + HOUR


@pytest.mark.django_db
def test_who_comes_back_before_anybody_looked_was_gone_all_the_same(cast: Cast) -> None:
    live(cast.agent.id, AT, AT + 3 * SECOND)
    live(cast.agent.id, AT + 60 * SECOND, AT + 63 * SECOND)
    assert spans(cast) == [(ONLINE, True, 0, 3), (ONLINE, True, 60, None)]
    set_presence(status=AWAY, by=cast.agent.actor, at=AT + 120 * SECOND)
    assert spans(cast)[1:] == [(ONLINE, True, 60, 63), (AWAY, True, 120, None)]


@pytest.mark.django_db
def test_a_reload_is_no_absence(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    beat(staff_ids=[cast.agent.id], at=AT + GONE_AFTER - SECOND)
    assert spans(cast) == [(ONLINE, True, 0, None)]


@pytest.mark.django_db
def test_a_process_with_a_late_clock_takes_nothing_back(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    beat(staff_ids=[cast.agent.id], at=AT - 2 * SECOND)
    assert Presence.objects.get(pk=cast.agent.id).seen_at == AT


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["beat", "gone", *rules.STATUSES]), st.integers(0, 12)), max_size=25
    )
)
def test_spans_follow_each_other_and_only_the_last_is_open(cast: Cast, steps: list[tuple[str, int]]) -> None:
    Presence.objects.all().delete()
    PresenceSpan.objects.all().delete()
    at = AT
    for do, seconds in steps:
        at += seconds * SECOND
        if do == "beat":
            beat(staff_ids=[cast.agent.id], at=at)
        elif do == "gone":
            notice_gone(at=at)
        else:
            set_presence(status=do, by=cast.agent.actor, at=at)
    found = presence_spans(cast.shop.id, AT - HOUR, at + HOUR)
    for before, after in itertools.pairwise(found):
        assert before.ends_at is not None
        assert before.ends_at <= after.starts_at
        assert after.came is (after.starts_at - before.ends_at >= GONE_AFTER)
    notice_gone(at=at + HOUR)
    assert all(span.ends_at for span in presence_spans(cast.shop.id, AT - HOUR, at + HOUR))


@pytest.mark.django_db
def test_a_fast_clock_makes_nobody_gone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty seconds of the shop's day pass in one of ours."""
    monkeypatch.setattr(pace, "_kept", pace.Pace(AT, AT, 30.0))
    monkeypatch.setattr(rules, "GONE_AFTER", pace.machine(timedelta(seconds=7)))
    beat(staff_ids=[cast.agent.id], at=AT)
    assert notice_gone(at=AT + timedelta(seconds=6 * 30)) == 0
    assert notice_gone(at=AT + timedelta(seconds=7 * 30)) == 1
    assert one(cast, at=AT + timedelta(seconds=90 * 30)).gone_for_seconds == 90


# When somebody will be there.

DAY = datetime(2026, 11, 20, 16, tzinfo=UTC)  # midnight in Shanghai, before a Saturday


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("at", "shifts", "opening", "says"),
    [
        (on(0, 3), [], on(0, 9), "今天 9:00"),
        (on(0, 23, 45), [], on(1, 9), "明天 9:00"),
        (on(0, 12), [], on(0, 12), ""),  # within the hours: at any moment
        (on(0, 12), [(on(0, 13), on(0, 18))], on(0, 13), "今天 13:00"),
        (on(0, 12), [(on(1, 9, 30), on(1, 18))], on(1, 9, 30), "明天 9:30"),
        (on(0, 20), [(on(2, 9), on(2, 18))], on(2, 9), "周一 9:00"),
        (on(0, 12), [(on(0, 9), on(0, 13))], on(0, 12), ""),
        (on(0, 23), [(on(-1, 21), on(0, 2)), (on(0, 21), on(1, 2))], on(0, 23), ""),  # past midnight
        (on(0, 23, 45), [(on(9, 9), on(9, 18))], on(1, 9), "明天 9:00"),  # planned for too late a day
        (on(0, 2), [(on(0, 21), on(1, 2))], on(0, 21), "今天 21:00"),
    ],
)
@pytest.mark.seed(33)
def test_when_somebody_will_be_there(
    at: datetime, shifts: list[rules.Span], opening: datetime, says: str
) -> None:
    assert rules.opening_after(at, shifts, time(9), time(23, 30)) == opening
    assert rules.opening_words(opening, at=at) == says


@pytest.mark.seed(33)
def test_between_two_shifts_of_a_day_nobody_is_expected() -> None:
    """The pain "no lunch break" (chatwoot 14009): a day may have two spans with a gap."""
    day = [(on(0, 9), on(0, 12)), (on(0, 13, 30), on(0, 18))]
    said = [
        rules.opening_after(on(0, *wall), day, time(9), time(23)) for wall in ((11, 59), (12, 0), (13, 30))
    ]
    assert said == [on(0, 11, 59), on(0, 13, 30), on(0, 13, 30)]


def test_words_for_a_far_day_and_a_shop_without_hours() -> None:
    assert rules.opening_words(on(12, 9), at=on(0, 1)) == "12月3日 9:00"
    assert rules.opening_after(on(0, 1), [], time(9), time(9)) is None


@pytest.mark.django_db
def test_the_next_opening_is_of_those_who_receive(cast: Cast) -> None:
    at = AT + 12 * HOUR  # midnight, the shop is closed
    assert next_opening(cast.shop.id, at=at) == AT + 21 * HOUR
    Shop.objects.filter(pk=cast.shop.id).update(opens=time(8))
    assert next_opening(cast.shop.id, at=at) == AT + 20 * HOUR
    plan(cast, cast.warehouse.id, 13, 14)
    plan(cast, cast.agent.id, 22, 26)
    opening = next_opening(cast.shop.id, at=at)
    assert opening == AT + 22 * HOUR
    assert shop_day(opening) == shop_day(AT) + timedelta(days=1)
    Staff.objects.filter(pk=cast.agent.id).update(is_active=False)
    assert next_opening(cast.shop.id, at=at) == AT + 20 * HOUR
