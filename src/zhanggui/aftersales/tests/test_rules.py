from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from zhanggui.aftersales.rules import Clock, asks_for_a_task, clock_of, stepped_in, task_title
from zhanggui.aftersales.settings import HOURS
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGREE = RefundStatus.WAIT_SELLER_AGREE
ONLY, RETURN, EXCHANGE, POSTAGE = (
    RefundKind.REFUND_ONLY,
    RefundKind.RETURN,
    RefundKind.EXCHANGE,
    RefundKind.POSTAGE,
)


@pytest.mark.parametrize(
    ("status", "goods", "kind", "needs_return", "hours"),
    [
        (AGREE, GoodsState.NOT_SHIPPED, ONLY, None, 24),
        (AGREE, GoodsState.NOT_SHIPPED, RETURN, True, 24),
        (AGREE, GoodsState.SHIPPED, ONLY, None, 36),
        (AGREE, GoodsState.NOT_RECEIVED, ONLY, None, 36),
        (AGREE, GoodsState.NOT_RECEIVED, None, False, 36),
        (AGREE, GoodsState.RECEIVED, ONLY, None, 48),
        (AGREE, GoodsState.RECEIVED, POSTAGE, None, 48),
        (AGREE, None, POSTAGE, None, 48),
        (AGREE, GoodsState.RECEIVED, RETURN, None, 48),
        (AGREE, GoodsState.RECEIVED, None, True, 48),
        (AGREE, GoodsState.NOT_RECEIVED, EXCHANGE, None, 48),
        (AGREE, None, RefundKind.RESEND, None, 48),
        (AGREE, None, RefundKind.REPAIR, None, 48),
        (AGREE, None, None, None, 24),  # nothing known: the shortest
        (RefundStatus.WAIT_SELLER_CONFIRM_GOODS, GoodsState.RETURNED, RETURN, True, 240),
        (RefundStatus.WAIT_SELLER_CONFIRM_GOODS, None, None, None, 240),
        (RefundStatus.WAIT_SELLER_REFUND, GoodsState.RETURNED, RETURN, True, 240),
        (RefundStatus.WAIT_SELLER_CONFIRM_RETURN_ADDRESS, None, RETURN, None, 48),
        (RefundStatus.WAIT_SELLER_CONSIGN_GOODS, None, EXCHANGE, None, 48),
        (RefundStatus.EXCHANGE_TRANSFORM_TO_REFUND, None, EXCHANGE, None, 48),
        (RefundStatus.WAIT_BUYER_RETURN_GOODS, GoodsState.RECEIVED, RETURN, True, None),
        (RefundStatus.SELLER_REFUSE_BUYER, GoodsState.RECEIVED, ONLY, None, None),
        (RefundStatus.SUCCESS, None, None, None, None),
        (RefundStatus.CLOSED, GoodsState.NOT_SHIPPED, ONLY, None, None),
    ],
)
def test_which_time_runs_against_the_seller(
    status: RefundStatus,
    goods: GoodsState | None,
    kind: RefundKind | None,
    needs_return: bool | None,
    hours: int | None,
) -> None:
    clock = clock_of(status, goods=goods, kind=kind, needs_return=needs_return)
    assert (HOURS[clock].default if clock else None) == hours


def test_a_clock_runs_exactly_when_it_is_the_sellers_move() -> None:
    everything = product(RefundStatus, [None, *GoodsState], [None, *RefundKind], [None, False, True])
    for status, goods, kind, needs_return in everything:
        clock = clock_of(status, goods=goods, kind=kind, needs_return=needs_return)
        assert (clock is not None) == status.waits_for_us
    assert set(HOURS) == set(Clock)


@pytest.mark.parametrize(
    ("due_at", "known_at", "asks"),
    [
        (AT + HOUR, AT, True),
        (AT + HOUR, AT - 400 * HOUR, True),  # the goods came back long ago, ten days to confirm
        (AT - HOUR, AT - 47 * HOUR, True),  # fresh, and overdue already: it is shown
        (AT - HOUR, AT - 48 * HOUR, True),
        (AT - HOUR, AT - 49 * HOUR, False),
        (None, AT, False),
    ],
)
def test_what_belongs_on_the_worklist(due_at: datetime | None, known_at: datetime, asks: bool) -> None:
    assert asks_for_a_task(due_at=due_at, known_at=known_at, fresh_since=AT - 48 * HOUR, at=AT) == asks


@pytest.mark.seed(113)
@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        (None, False),
        ("", False),
        ("不需客服介入", False),
        ("未申请客服介入", False),
        ("需要客服介入", True),
        ("客服已经介入", True),
        ("客服初审完成", False),
        ("举证中", True),
        ("客服处理完成", False),
        ("系统撤销/维权撤销", False),
    ],
)
def test_whether_the_platform_decides(text: str | None, is_in: bool) -> None:
    assert stepped_in(text) == is_in


def test_a_task_says_the_state_the_money_and_the_thing() -> None:
    title = task_title(number="7788", status=AGREE, amount_fen=10050, item_title="毛衣")
    assert title == "等待卖家同意 · ¥100.50 · 毛衣 · 7788"
    assert task_title(number="7788", status=AGREE, amount_fen=None, item_title=None) == "等待卖家同意 · 7788"
