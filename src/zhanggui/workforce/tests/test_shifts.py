from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, client_of

from zhanggui.workforce import rules
from zhanggui.workforce.actions import CannotPlanShift, cancel_shift, hand_over, plan_shift
from zhanggui.workforce.queries import shift_to_hand_over, shifts_between

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = (AT - 12 * HOUR, AT + 12 * HOUR)


def plan(cast: Cast, begins: int = -4, ends: int = 4, staff_id: int | None = None) -> int:
    """From so many hours after noon to so many."""
    return plan_shift(
        staff_id=staff_id or cast.agent.id,
        starts_at=AT + begins * HOUR,
        ends_at=AT + ends * HOUR,
        by=cast.lead.actor,
        at=AT,
    )


def test_a_shift_that_ends_no_later_than_it_begins_ends_on_the_next_day() -> None:
    day = date(2026, 11, 21)
    assert rules.span_of(day, time(9), time(18)) == (
        datetime(2026, 11, 21, 1, tzinfo=UTC),
        datetime(2026, 11, 21, 10, tzinfo=UTC),
    )
    assert rules.span_of(day, time(18), time(2))[1] == datetime(2026, 11, 21, 18, tzinfo=UTC)


@given(st.times(), st.times())
def test_a_shift_is_never_longer_than_a_day(begins: time, ends: time) -> None:
    starts_at, ends_at = rules.span_of(date(2026, 11, 21), begins, ends)
    assert timedelta(0) < ends_at - starts_at <= timedelta(days=1)


@pytest.mark.seed(183)
def test_shifts_are_typed_and_read_by_day(cast: Cast) -> None:
    plan(cast, -4, 4)
    plan(cast, 4, 8, cast.second.id)
    found = shifts_between(cast.shop.id, *DAY)
    assert [(shift.name, shift.starts_at) for shift in found] == [
        ("林晓", AT - 4 * HOUR),
        ("陈晨", AT + 4 * HOUR),
    ]
    assert shifts_between(cast.other_shop.id, *DAY) == []
    assert [shift.is_on(AT) for shift in found] == [True, False]


@pytest.mark.parametrize(("begins", "ends"), [(-5, -3), (-4, 4), (3, 5), (0, 1)])
def test_nobody_works_twice_at_once(cast: Cast, begins: int, ends: int) -> None:
    plan(cast, -4, 4)
    with pytest.raises(CannotPlanShift, match="已经排了班"):
        plan(cast, begins, ends)
    plan(cast, begins, ends, cast.second.id)


@pytest.mark.parametrize(("begins", "ends"), [(0, 0), (1, 0), (0, 17)])
def test_no_time_at_all_or_too_much_of_it(cast: Cast, begins: int, ends: int) -> None:
    with pytest.raises(CannotPlanShift, match="起止时间"):
        plan(cast, begins, ends)


def test_nobody_of_another_shop(cast: Cast) -> None:
    with pytest.raises(CannotPlanShift, match="本店"):
        plan(cast, staff_id=cast.stranger.id)


def test_a_cancelled_shift_leaves_its_time_free(cast: Cast) -> None:
    shift_id = plan(cast)
    cancel_shift(shift_id=shift_id, by=cast.lead.actor, at=AT)
    cancel_shift(shift_id=shift_id, by=cast.lead.actor, at=AT)
    assert shifts_between(cast.shop.id, *DAY) == []
    plan(cast)


def test_a_shift_with_its_sheet_has_taken_place(cast: Cast) -> None:
    shift_id = plan(cast)
    hand_over(by=cast.agent.actor, at=AT)
    with pytest.raises(CannotPlanShift, match="交过班"):
        cancel_shift(shift_id=shift_id, by=cast.lead.actor, at=AT)


@pytest.mark.parametrize(("hours", "is_theirs"), [(-5, False), (-4, True), (4, True), (7, True), (8, False)])
def test_the_shift_to_hand_over_is_on_or_was_a_while_ago(cast: Cast, hours: int, *, is_theirs: bool) -> None:
    shift_id = plan(cast)
    shift = shift_to_hand_over(cast.agent.id, at=AT + hours * HOUR)
    assert (shift.id if shift else None) == (shift_id if is_theirs else None)


GOOD = {"day": "2026-11-23", "begins": "18:00", "ends": "02:00"}


def test_the_lead_types_a_shift_on_the_page(cast: Cast) -> None:
    client = client_of(cast.lead)
    page = client.post("/shifts/plan", {"staff": cast.agent.id, **GOOD})
    assert page.status_code == 200
    assert "18:00–02:00" in page.content.decode()
    (shift,) = shifts_between(cast.shop.id, AT, AT + timedelta(days=9))
    assert shift.ends_at - shift.starts_at == 8 * HOUR
    assert "18:00–02:00" in client_of(cast.agent).get("/shifts/?day=2026-11-25").content.decode()
    client.post(f"/shifts/{shift.id}/cancel")
    assert shifts_between(cast.shop.id, AT, AT + timedelta(days=9)) == []


def test_a_night_stands_on_both_of_its_days_even_across_weeks(cast: Cast) -> None:
    client = client_of(cast.lead)
    client.post("/shifts/plan", {"staff": cast.agent.id, **GOOD, "day": "2026-11-22"})  # a Sunday
    client.post(
        "/shifts/plan", {"staff": cast.second.id, "day": "2026-11-23", "begins": "16:00", "ends": "00:00"}
    )
    monday = client.get("/shifts/?day=2026-11-23").content.decode()
    assert monday.count("昨天起 – 02:00") == 1
    assert "昨天起 – 00:00" not in monday  # over at midnight
    assert "昨天起" not in client.get("/shifts/?day=2026-11-16").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"day": "31.11."}, {"begins": ""}, {"ends": "25:00"}, {"staff": "0"}, {"ends": "17:00"}]
)
def test_what_is_wrong_is_said_and_stays_typed(cast: Cast, wrong: dict[str, str]) -> None:
    typed = {"staff": str(cast.agent.id), **GOOD, **wrong}
    page = client_of(cast.lead).post("/shifts/plan", typed)
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert shifts_between(cast.shop.id, AT, AT + timedelta(days=9)) == []


def test_agents_see_shifts_and_type_none(cast: Cast) -> None:
    client = client_of(cast.agent)
    assert "shifts/plan" not in client.get("/shifts/").content.decode()
    assert client.post("/shifts/plan", {"staff": cast.agent.id, **GOOD}).status_code == 403
