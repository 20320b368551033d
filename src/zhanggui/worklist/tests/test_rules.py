from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.moves import CannotMove
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, SEE_ALL_TASKS, WAREHOUSE
from zhanggui.worklist.rules import (
    DONE,
    LIVE,
    OPEN,
    SETTLED,
    SNOOZED,
    TASK,
    Kind,
    Person,
    Stage,
    Steps,
    able_to_do,
    asleep,
    cannot_snooze,
    heirs,
    left,
    sees_all,
    shared,
    snooze_until,
    snoozes,
    still_wanted,
)
from zhanggui.worklist.templatetags.deadlines import running

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def test_every_state_and_move_is_in_the_table_or_refused() -> None:
    on_the_list = {"finish": DONE, "settle": SETTLED, "snooze": SNOOZED, "hand": OPEN}
    allowed = {(state, move): after for state in (OPEN, SNOOZED) for move, after in on_the_list.items()}
    allowed |= {(SNOOZED, "wake"): OPEN, (DONE, "reopen"): OPEN}
    for state, move in product(TASK.states, TASK.moves):
        if (state, move) in allowed:
            assert TASK.after(state, move) == allowed[state, move]
        else:
            with pytest.raises(CannotMove):
                TASK.after(state, move)
    assert TASK.states > LIVE


@pytest.mark.parametrize(
    ("rest", "shown", "overdue", "soon"),
    [
        (HOUR + SECOND, "1:00:01", False, False),
        (HOUR, "1:00:00", False, True),
        (59 * SECOND, "00:59", False, True),
        (timedelta(0), "00:00", True, False),
        (-SECOND, "00:01", True, False),
        (-(HOUR + 62 * SECOND), "1:01:02", True, False),
        (DAY - SECOND, "23:59:59", False, False),
        (DAY, "1 天 0 时", False, False),
        (5 * DAY + 3 * HOUR + SECOND, "5 天 3 时", False, False),
        (-2 * DAY, "2 天 0 时", True, False),
    ],
)
def test_what_is_left_and_how_it_is_written(rest: timedelta, shown: str, overdue: bool, soon: bool) -> None:
    found = left(AT + rest, at=AT)
    assert (running(found), found.overdue, found.soon) == (shown, overdue, soon)


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_the_parts_are_the_whole(rest: timedelta) -> None:
    found = left(AT + rest, at=AT)
    days, hours, minutes, seconds = found.parts
    assert ((days * 24 + hours) * 60 + minutes) * 60 + seconds == found.seconds
    assert max(hours - 23, minutes - 59, seconds - 59) <= 0
    assert not (found.overdue and found.soon)


def test_only_newer_news_asks_again_for_what_was_done() -> None:
    assert still_wanted(settled_at=AT, known_at=AT + SECOND)
    assert not still_wanted(settled_at=AT, known_at=AT)
    assert not still_wanted(settled_at=AT, known_at=AT - DAY)
    assert still_wanted(settled_at=AT, known_at=None)


def test_those_who_lead_see_everybodys() -> None:
    assert {role for role in (AGENT, LEAD, MANAGER, WAREHOUSE, "cat") if sees_all(role)} == {LEAD, MANAGER}


MINUTE = timedelta(minutes=1)
STEPS = Steps(lead_after=5 * MINUTE, everybody_after=30 * MINUTE)


@pytest.mark.parametrize(
    ("over", "stage"),
    [
        (-HOUR, Stage.OWNER),
        (5 * MINUTE - SECOND, Stage.OWNER),
        (5 * MINUTE, Stage.LEAD),
        (30 * MINUTE - SECOND, Stage.LEAD),
        (30 * MINUTE, Stage.EVERYBODY),
        (DAY, Stage.EVERYBODY),
    ],
)
def test_whose_affair_it_is_follows_from_the_deadline_alone(over: timedelta, stage: Stage) -> None:
    assert STEPS.stage(AT - over, at=AT) == stage


@given(
    st.timedeltas(timedelta(days=-2), timedelta(days=2)), st.sampled_from([AGENT, LEAD, MANAGER, WAREHOUSE])
)
def test_who_sees_it_agrees_with_whose_affair_it_is(over: timedelta, role: str) -> None:
    able = frozenset({AGENT, LEAD, MANAGER})
    until = STEPS.seen_until(role, able, at=AT)
    sees = until is not None and AT - over <= until
    affair = {Stage.OWNER: set[str](), Stage.LEAD: {LEAD, MANAGER}, Stage.EVERYBODY: able}
    assert sees == (role in affair[STEPS.stage(AT - over, at=AT)])


@pytest.mark.parametrize(
    ("until", "due_at", "asleep_"),
    [
        (None, AT + HOUR, False),
        (AT + MINUTE, AT + HOUR, True),
        (AT, AT + HOUR, False),
        (AT + HOUR, AT, False),  # the deadline came nearer than the snooze, and passed: it wakes
    ],
)
def test_a_deadline_wakes_a_task(until: datetime | None, due_at: datetime, asleep_: bool) -> None:
    assert asleep(until, due_at, at=AT) == asleep_


@given(st.timedeltas(timedelta(days=-1), timedelta(days=9)))
def test_what_is_offered_for_putting_off_can_be_done(rest: timedelta) -> None:
    due_at = AT + rest
    for span, until in snoozes(due_at, at=AT).items():
        assert snooze_until(span, due_at, at=AT) == until
        assert cannot_snooze(until, due_at, "等快递", at=AT) == ""
        assert cannot_snooze(until, due_at, " ", at=AT)


def test_what_cannot_be_put_off() -> None:
    assert "超期" in cannot_snooze(AT + HOUR, AT, "等", at=AT)
    assert cannot_snooze(AT, AT + HOUR, "等", at=AT)
    assert cannot_snooze(AT + 2 * HOUR, AT + HOUR, "等", at=AT)
    assert snooze_until("nonsense", AT, at=AT) is None


def person(id_: int, role: str = AGENT, load: int = 0, *, there: bool = True) -> Person:
    return Person(id=id_, role=role, there=there, load=load)


ABLE = frozenset({AGENT, LEAD, MANAGER})


@pytest.mark.parametrize(
    ("people", "ids"),
    [
        ([person(1), person(2, LEAD), person(3, there=False)], [1]),
        ([person(1, there=False), person(2, LEAD), person(4, WAREHOUSE)], [2]),
        ([person(1, there=False), person(2, LEAD, there=False), person(3, MANAGER, there=False)], [2]),
        ([person(1, there=False), person(3, MANAGER, there=False), person(4, WAREHOUSE)], [3]),
        ([person(4, WAREHOUSE)], []),
    ],
)
def test_to_whom_a_task_falls_that_nobody_took(people: list[Person], ids: list[int]) -> None:
    assert [one.id for one in heirs(people, role=AGENT, able=ABLE)] == ids


@given(
    st.lists(st.sampled_from([AGENT, LEAD]), max_size=40),
    st.lists(st.integers(0, 30), min_size=2, max_size=6),
)
def test_everything_is_given_and_to_those_who_have_least(roles: list[str], loads: list[int]) -> None:
    people = [person(place, AGENT if place else LEAD, load) for place, load in enumerate(loads)]
    tasks = [(place, role, ABLE) for place, role in enumerate(roles)]
    given_ = shared(tasks, people)
    assert given_.keys() == set(range(len(tasks)))
    after = [load + list(given_.values()).count(place) for place, load in enumerate(loads)]
    touched = {given_[place] for place, role in enumerate(roles) if role == AGENT}
    if touched:  # nobody who was given one ends more than one above the least loaded
        assert max(after[place] for place in touched) <= min(after[1:]) + 1
    assert shared([(1, AGENT, ABLE)], []) == {}


def test_who_can_do_what() -> None:
    assert Kind("x", "x", AGENT).able == {AGENT, LEAD, MANAGER}
    assert Kind("x", "x", LEAD, needs=SEE_ALL_TASKS).able == {LEAD, MANAGER}
    assert able_to_do("nonsense") == {LEAD, MANAGER}
