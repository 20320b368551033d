from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.moves import CannotMove
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, WAREHOUSE
from zhanggui.worklist.rules import DONE, LIVE, OPEN, SETTLED, SNOOZED, TASK, left, sees_all, still_wanted
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
