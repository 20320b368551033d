from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.stock.rules import MOST, Counted, available, blame, counted, oversold

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
HOURS = st.integers(-9, 0).map(lambda hours: NOON + timedelta(hours=hours))
NUMBERS = st.none() | st.integers(0, 3)


@pytest.mark.parametrize(
    ("on_hand", "reserved", "page", "for_sale", "risk"),
    [
        (10, 3, 7, 7, False),
        (10, 3, 8, 7, True),
        (10, 0, None, 10, False),
        (None, 3, 8, None, False),
        (0, 0, 0, 0, False),
        (0, 0, 1, 0, True),
        (2, 5, 0, -3, True),  # the page offers nothing, but more is promised than there is
        (2, 5, None, -3, True),
        (0, 0, None, 0, False),
        (2, 5, 1, -3, True),
    ],
)
def test_what_can_be_sold(
    on_hand: int | None, reserved: int, page: int | None, for_sale: int | None, risk: bool
) -> None:
    assert available(on_hand, reserved) == for_sale
    assert oversold(on_hand, reserved, page) is risk


@settings(deadline=None)
@given(st.lists(st.tuples(NUMBERS, st.none() | HOURS), max_size=6))
def test_the_instant_never_goes_back_and_twice_is_once(
    told: list[tuple[int | None, datetime | None]],
) -> None:
    known = Counted()
    for quantity, told_at in told:
        after = counted(known, quantity, told_at=told_at, at=NOON)
        assert counted(after, quantity, told_at=told_at, at=NOON + timedelta(days=9)) == after
        assert known.at is None or (after.at is not None and after.at >= known.at)
        if quantity is None:
            assert after == known
        known = after


@settings(deadline=None)
@given(st.permutations([(1, NOON), (2, NOON + timedelta(hours=1)), (3, NOON + timedelta(hours=2))]))
def test_the_newest_count_stands_in_whatever_order_they_come(told: list[tuple[int, datetime]]) -> None:
    known = Counted()
    for quantity, told_at in told:
        known = counted(known, quantity, told_at=told_at, at=NOON)
    assert known == Counted(3, NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("quantity", "word"), [(None, ""), (0, ""), (MOST, ""), (-1, "不能小于 0"), (MOST + 1, "最多")]
)
def test_what_no_count_can_be(quantity: int | None, word: str) -> None:
    assert word in blame(quantity)
    assert bool(blame(quantity)) is bool(word)
