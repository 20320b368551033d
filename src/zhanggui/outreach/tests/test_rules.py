from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.marketplace.rules import TradeStatus
from zhanggui.outreach import rules

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
CUT_OFF = NOON + timedelta(hours=4)
DAY = timedelta(days=1)
UNPAID, PAID = TradeStatus.WAIT_BUYER_PAY, TradeStatus.WAIT_SELLER_SEND_GOODS


@dataclass(frozen=True)
class Placed:
    order_id: int
    status: TradeStatus = UNPAID
    buyer_id: int | None = 1
    title: str = "毛衣"
    created_at: datetime = NOON
    items: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()


def asked_until(created_at: datetime, *, gone: int = 0, closes_at: datetime) -> rules.AskedUntil:
    return rules.asked_until(
        created_at=created_at,
        first_cut_off_at=CUT_OFF,
        next_cut_off_at=CUT_OFF + gone * DAY,
        closes_at=closes_at,
        ahead=timedelta(minutes=30),
    )


@pytest.mark.seed(90)
@pytest.mark.parametrize(
    ("minutes_before_cut_off", "due_minutes_before"),
    [(240, 30), (60, 30), (45, 15), (31, 1), (29, 0), (20, 0), (5, 0)],
)
def test_asked_a_while_before_cut_off(minutes_before_cut_off: int, due_minutes_before: int) -> None:
    created_at = CUT_OFF - timedelta(minutes=minutes_before_cut_off)
    until = asked_until(created_at, closes_at=created_at + DAY)
    assert until.due_at == max(CUT_OFF - timedelta(minutes=due_minutes_before), created_at)
    assert until.missed_at is None


@pytest.mark.parametrize(
    ("created_hours_before", "cut_offs_gone", "closes_hours", "due_hours_after"),
    [
        (6, 1, 24, 18),  # the marketplace closes it before the next one
        (6, 1, 72, 23.5),
        (6, 2, 72, 47.5),
        (0.25, 1, 24, 23.5),
    ],
)
def test_a_missed_cut_off_makes_way_for_the_next_one(
    created_hours_before: float, cut_offs_gone: int, closes_hours: int, due_hours_after: float
) -> None:
    created_at = CUT_OFF - timedelta(hours=created_hours_before)
    until = asked_until(created_at, gone=cut_offs_gone, closes_at=created_at + timedelta(hours=closes_hours))
    assert until.due_at == CUT_OFF + timedelta(hours=due_hours_after)
    assert until.missed_at == CUT_OFF + (cut_offs_gone - 1) * DAY


@given(st.integers(1, 1440), st.integers(1, 2880), st.integers(1, 600), st.integers(0, 3))
def test_never_after_cut_off_nor_after_the_marketplace_closed_it(
    to_cut_off: int, to_close: int, ahead: int, gone: int
) -> None:
    cut_off_at, closes_at = (NOON + timedelta(minutes=minutes) for minutes in (to_cut_off, to_close))
    until = rules.asked_until(
        created_at=NOON,
        first_cut_off_at=cut_off_at,
        next_cut_off_at=cut_off_at + gone * DAY,
        closes_at=closes_at,
        ahead=timedelta(minutes=ahead),
    )
    assert NOON - timedelta(minutes=ahead) < until.due_at <= min(cut_off_at + gone * DAY, closes_at)
    assert (until.missed_at is not None) == bool(gone)


@pytest.mark.seed(93)
@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ([Placed(1), Placed(2)], {2: 1}),
        ([Placed(1), Placed(2), Placed(3)], {2: 1, 3: 1}),
        ([Placed(1), Placed(2, PAID)], {1: 2}),
        ([Placed(1, PAID), Placed(2)], {2: 1}),
        ([Placed(1, PAID), Placed(2, PAID)], {}),
        ([Placed(1), Placed(2, title="围巾")], {}),
        ([Placed(1), Placed(2, buyer_id=2)], {}),
        ([Placed(1, buyer_id=None), Placed(2, buyer_id=None)], {}),
        ([Placed(1), Placed(2, TradeStatus.CLOSED_BY_TAOBAO)], {}),
        ([Placed(1), Placed(2, TradeStatus.PAY_PENDING)], {}),
        ([Placed(1, title=""), Placed(2, title="")], {}),
        ([Placed(1, items=frozenset({"a", "b"})), Placed(2, items=frozenset({"b"}))], {2: 1}),
        ([Placed(1, items=frozenset({"a"})), Placed(2, items=frozenset({"b"}))], {}),
    ],
)
def test_the_same_goods_twice_by_one_buyer(orders: list[Placed], found: dict[int, int]) -> None:
    assert rules.doubles(orders) == found
    assert rules.doubles(reversed(orders)) == found


def test_nothing_is_a_double_of_what_stands_apart() -> None:
    assert rules.doubles([Placed(1), Placed(2)], apart={1}) == {}
    assert rules.doubles([Placed(1), Placed(2)], apart={2}) == {2: 1}


def test_colour_and_size_are_compared_where_lines_tell_them() -> None:
    red, blue = (Placed(1, items=frozenset("a"), skus=frozenset({f"a {one}"})) for one in ("红", "蓝"))
    assert rules.same_goods(red, blue)
    assert not rules.same_skus(red, blue)
    assert rules.same_skus(red, red)


@pytest.mark.seed(91, 94)
def test_only_what_the_buyer_does_not_want_may_be_closed_and_for_their_reason() -> None:
    closing = {key for key in rules.INTENTIONS if rules.reasons_of(key)}
    assert closing == {rules.NOT_WANTED, rules.WRONG, rules.MISTYPED, rules.ONE_ONLY}
    own = {"买家不想买了", "买家拍错了", "买家信息填写错误,重新拍"}
    assert {reason for key in closing for reason in rules.reasons_of(key)} == own
    assert rules.reasons_of("made up") == ()
