"""What goes on after a shift's end, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.cast import AT, Cast, client_of

from zhanggui.workforce import rules
from zhanggui.workforce.actions import beat, hand_over, log_overtime, notice_gone, plan_shift, set_presence
from zhanggui.workforce.models import Presence, PresenceSpan
from zhanggui.workforce.parts import HELD_SOURCES, Held, HeldSource
from zhanggui.workforce.queries import my_post, overtimes
from zhanggui.workforce.rules import AWAY

MINUTE = timedelta(minutes=1)
END = AT + 30 * MINUTE  # of the shift
STAYS: list[tuple[datetime, datetime | None]] = [(AT, None)]


def late(minutes: float | None) -> datetime | None:
    return None if minutes is None else END + minutes * MINUTE


@pytest.mark.seed(31)
@pytest.mark.parametrize(
    ("ends", "left", "until"),
    [
        ([], None, "none"),
        ([3], None, 3),
        ([3, 12, 7], None, 12),
        ([3, None], None, None),  # goes on
        ([3, None], 9, 9),  # they went home
        ([3, 12], 9, 9),
        ([3], 9, 3),
        ([None], 0, "none"),  # they were gone before the end
    ],
)
def test_it_lasts_until_the_last_buyer_is_done_or_they_go(
    ends: list[float | None], left: float | None, until: float | str | None
) -> None:
    found = rules.overtime(END, [late(end) for end in ends], left_at=late(left))
    expected = None if isinstance(until, str) else (END, late(until))
    assert found == expected


@pytest.mark.parametrize(
    ("stays", "went"),
    [
        ([], 0),
        ([(-20, None)], None),
        ([(-20, 8)], 8),
        ([(-20, 8), (12, None)], None),  # four minutes were the network
        ([(-20, 8), (13, None)], 8),
        ([(6, None)], 0),
        ([(-20, 57)], None),  # three minutes ago: who knows
    ],
)
def test_when_somebody_went(stays: list[tuple[float, float | None]], went: float | None) -> None:
    spans = [(END + since * MINUTE, late(until)) for since, until in stays]
    assert rules.went_at(END, spans, at=END + 60 * MINUTE) == late(went)


@pytest.fixture
def buyers() -> Iterator[list[datetime | None]]:
    """When each of the buyers was done whom a member had at the end of a shift."""
    before, ends = dict(HELD_SOURCES._entries), list[datetime | None]()
    HELD_SOURCES._entries = {}
    HELD_SOURCES.add(
        HeldSource(
            "test",
            now=lambda _shop_id: {_of: Held(len(ends), 0) for _of in _served},
            ends=lambda staff_id, _at: list(ends) if staff_id in _served else [],
        )
    )
    yield ends
    HELD_SOURCES._entries = before


_served: set[int] = set()


@pytest.fixture
def shift(cast: Cast) -> int:
    """The agent's, which ends at half past twelve; they stay, and are seen."""
    _served.clear()
    _served.add(cast.agent.id)
    Presence.objects.create(staff_id=cast.agent.id, seen_at=AT + timedelta(days=1), since=AT, is_here=True)
    PresenceSpan.objects.create(staff_id=cast.agent.id, state="online", came=True, starts_at=AT)
    return planned(cast, AT - 60 * MINUTE, END)


def planned(cast: Cast, starts_at: datetime, ends_at: datetime) -> int:
    return plan_shift(staff_id=cast.agent.id, starts_at=starts_at, ends_at=ends_at, by=cast.lead.actor, at=AT)


def logged(cast: Cast) -> list[tuple[datetime, datetime | None]]:
    return [(one.starts_at, one.ends_at) for one in overtimes(cast.shop.id, AT, AT + timedelta(days=1))]


@pytest.mark.django_db
@pytest.mark.seed(31)
@pytest.mark.usefixtures("shift")
def test_who_stays_for_a_buyer_works_overtime(cast: Cast, buyers: list[datetime | None]) -> None:
    buyers.append(None)
    assert log_overtime(at=END - MINUTE) == 0
    assert log_overtime(at=END + MINUTE) == 1
    assert log_overtime(at=END + 2 * MINUTE) == 0
    assert logged(cast) == [(END, None)]
    assert my_post(cast.agent, at=END + MINUTE).is_over
    assert my_post(cast.agent, at=END + MINUTE).open == 1
    buyers[:] = [END + 22 * MINUTE]
    assert log_overtime(at=END + 40 * MINUTE) == 1  # however late it is asked
    assert logged(cast) == [(END, END + 22 * MINUTE)]
    assert [one.minutes(AT) for one in overtimes(cast.shop.id, AT, END)] == []
    assert [one.minutes(AT) for one in overtimes(cast.shop.id, AT, END + MINUTE)] == [22]
    assert log_overtime(at=END + 41 * MINUTE) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("shift")
def test_who_has_nobody_left_works_none(cast: Cast, buyers: list[datetime | None]) -> None:
    assert log_overtime(at=END + MINUTE) == 0
    buyers.append(None)
    set_presence(status=AWAY, by=cast.agent.actor, at=AT + 20 * MINUTE)
    assert log_overtime(at=END + 6 * MINUTE) == 0
    assert logged(cast) == []
    assert not my_post(cast.second, at=END + MINUTE).is_over


@pytest.mark.django_db
@pytest.mark.usefixtures("shift")
def test_two_shifts_in_a_row_have_overtime_once(cast: Cast, buyers: list[datetime | None]) -> None:
    buyers.append(None)
    planned(cast, END, END + 60 * MINUTE)
    assert my_post(cast.agent, at=AT).ends_at == END + 60 * MINUTE
    assert log_overtime(at=END + MINUTE) == 0
    assert log_overtime(at=END + 61 * MINUTE) == 1
    assert logged(cast) == [(END + 60 * MINUTE, None)]


@pytest.mark.django_db
@pytest.mark.usefixtures("shift")
def test_it_ends_with_the_hand_over(cast: Cast, buyers: list[datetime | None]) -> None:
    buyers.append(None)
    log_overtime(at=END + MINUTE)
    sheet_id = hand_over(by=cast.agent.actor, at=END + 9 * MINUTE)
    log_overtime(at=END + 10 * MINUTE)
    assert logged(cast) == [(END, END + 9 * MINUTE)]
    assert not my_post(cast.agent, at=END + 10 * MINUTE).is_over
    page = client_of(cast.second).get(f"/handover/{sheet_id}").content.decode()
    assert "加班" in page
    assert "9 分钟" in page
    week = client_of(cast.second).get("/shifts/?day=2026-11-21").content.decode()
    assert "+9" in week


@pytest.mark.django_db
def test_it_ends_when_they_go(cast: Cast, shift: int, buyers: list[datetime | None]) -> None:
    assert shift
    buyers.append(None)
    Presence.objects.filter(pk=cast.agent.id).update(seen_at=END + 8 * MINUTE)
    assert notice_gone(at=END + 9 * MINUTE) == 1
    log_overtime(at=END + 10 * MINUTE)
    assert logged(cast) == [(END, None)]  # they may come back yet
    log_overtime(at=END + 13 * MINUTE)
    assert logged(cast) == [(END, END + 8 * MINUTE)]
    beat(staff_ids=[cast.agent.id], at=END + 20 * MINUTE)
    log_overtime(at=END + 21 * MINUTE)
    assert logged(cast) == [(END, END + 8 * MINUTE)]
