from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, make_cast

from zhanggui.aftersales.actions import mirror_on_lines, record_refunds
from zhanggui.aftersales.models import Refund
from zhanggui.aftersales.rules import Clock
from zhanggui.aftersales.settings import HOURS
from zhanggui.aftersales.tests.conftest import HOUR, Record, Snapshot
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot, RefundSnapshot
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus
from zhanggui.orders.actions import record_lines
from zhanggui.orders.models import OrderLine
from zhanggui.shops.actions import change_setting
from zhanggui.shops.rules import AGENT
from zhanggui.worklist.actions import finish_task
from zhanggui.worklist.models import Task
from zhanggui.worklist.queries import TaskCard, open_tasks
from zhanggui.worklist.rules import SETTLED

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def everything() -> list[dict[str, object]]:
    return [dict(row) for row in Refund.objects.order_by("number").values()]


def tasks(cast: Cast) -> list[TaskCard]:
    return open_tasks(cast.shop.id)


def test_a_snapshot_is_mirrored_in_every_field(record: Record, snapshot: Snapshot) -> None:
    told = snapshot(
        needs_return=False,
        total_fen=10050,
        to_buyer_fen=10000,
        to_platform_fen=50,
        paid_fen=20112,
        paid_at=AT - 3 * HOUR,
        deadline_at=AT + 5 * HOUR,
        told_at=AT,
        explanation="买家说不要了",
        intervention="不需客服介入",
        by_system=False,
        is_full=True,
        payment_number="2026112121001001",
        item_number="700000000001",
        item_code="ZZ-001",
        extra={"发货物流信息": "圆通速递"},
    )
    assert record(told).new == 1
    refund = Refund.objects.get()
    for one in fields(RefundSnapshot):
        assert getattr(refund, one.name) == getattr(told, one.name), one.name


@pytest.mark.seed(118, 131)
def test_what_waits_for_us_is_a_task_until_the_platform_would_act(
    record: Record, snapshot: Snapshot, cast: Cast
) -> None:
    result = record(snapshot())
    assert (result.new, result.tasks) == (1, 1)
    (task,) = tasks(cast)
    refund = Refund.objects.get()
    assert (task.kind, task.subject, task.role) == ("refund", ("refund", str(refund.pk)), AGENT)
    assert task.due_at == refund.due_at == AT - HOUR + 24 * HOUR
    assert task.title == "等待卖家同意 · ¥100.50 · 羊毛针织衫 浅杏 · 77880000000000001"
    assert task.source == "测试导入"


def test_the_same_twice_changes_nothing(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    batch = [snapshot(str(number)) for number in range(10**6, 10**6 + 50)]
    assert (record(*batch).new, len(tasks(cast))) == (50, 50)
    before, open_before = everything(), tasks(cast)
    again = record(*batch)
    assert (again.new, again.changed, again.unchanged, again.tasks) == (0, 0, 50, 0)
    assert everything() == before
    assert tasks(cast) == open_before


def test_any_newer_snapshot_is_recorded_whatever_it_says(record: Record, snapshot: Snapshot) -> None:
    for hours, status in enumerate([*RefundStatus, *reversed(RefundStatus)]):
        record(snapshot(status=status, seen_at=AT + hours * HOUR))
        refund = Refund.objects.get()
        assert refund.status == status
        assert (refund.due_at is not None) == status.waits_for_us


def test_an_older_snapshot_never_undoes(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    record(snapshot(status=RefundStatus.SUCCESS, seen_at=AT, finished_at=AT))
    before = everything()
    result = record(snapshot())
    assert (result.changed, result.older, result.tasks) == (0, 1, 0)
    assert everything() == before
    assert tasks(cast) == []


def test_equal_and_different_is_undecided_and_left(record: Record, snapshot: Snapshot) -> None:
    record(snapshot("1001"), snapshot("1002"))
    result = record(snapshot("1001"), snapshot("1002", status=RefundStatus.CLOSED))
    assert (result.unchanged, result.undecided) == (1, (1,))
    assert Refund.objects.get(number="1002").status == RefundStatus.WAIT_SELLER_AGREE


def test_the_same_refund_twice_in_a_file(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    result = record(snapshot(), snapshot(status=RefundStatus.SUCCESS, seen_at=AT), snapshot())
    assert (result.new, result.changed, result.older) == (1, 1, 1)
    assert Refund.objects.get().status == RefundStatus.SUCCESS
    assert tasks(cast) == []


@pytest.mark.seed(118)
@pytest.mark.parametrize(
    "after",
    [
        RefundStatus.SUCCESS,
        RefundStatus.CLOSED,
        RefundStatus.WAIT_BUYER_RETURN_GOODS,
        RefundStatus.SELLER_REFUSE_BUYER,
    ],
)
def test_what_waits_for_us_no_longer_is_off_the_list(
    record: Record, snapshot: Snapshot, cast: Cast, after: RefundStatus
) -> None:
    record(snapshot(told_at=AT - HOUR))
    record(snapshot(status=after, told_at=AT))
    assert tasks(cast) == []
    task = Task.objects.get()
    assert (task.state, task.settled_by) == (SETTLED, None)


@pytest.mark.seed(59, 131)
def test_a_return_runs_through_its_clocks(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    """Asked, agreed, sent back: the ten days begin when we last knew that it was not sent back yet."""
    asked = AT - 60 * HOUR
    goods = {"kind": RefundKind.RETURN, "goods": GoodsState.RECEIVED, "applied_at": asked, "seen_at": asked}
    record(snapshot(**goods, told_at=asked + HOUR), at=asked + HOUR)
    assert tasks(cast)[0].due_at == asked + 48 * HOUR
    agreed = snapshot(**goods, status=RefundStatus.WAIT_BUYER_RETURN_GOODS, told_at=asked + 20 * HOUR)
    record(agreed, at=asked + 20 * HOUR)
    assert tasks(cast) == []
    record(snapshot(**goods, status=RefundStatus.WAIT_SELLER_CONFIRM_GOODS, told_at=AT))
    assert tasks(cast)[0].due_at == asked + 20 * HOUR + 10 * DAY


def test_the_files_own_deadline_wins_and_ends_with_its_state(
    record: Record, snapshot: Snapshot, cast: Cast
) -> None:
    record(snapshot(deadline_at=AT + 3 * HOUR, told_at=AT - HOUR / 2))
    assert tasks(cast)[0].due_at == AT + 3 * HOUR
    record(snapshot(deadline_at=AT + 9 * HOUR, told_at=AT))
    assert tasks(cast)[0].due_at == AT + 9 * HOUR
    record(snapshot(status=RefundStatus.WAIT_SELLER_CONFIRM_GOODS, told_at=AT + HOUR), at=AT + HOUR)
    assert Refund.objects.get().deadline_at is None
    assert tasks(cast)[0].due_at == AT + 10 * DAY


def test_how_long_is_a_dated_setting(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    by = program(cast.shop.id)
    change_setting(shop_id=cast.shop.id, setting=HOURS[Clock.UNSHIPPED], value=48, by=by, at=AT - DAY)
    record(snapshot())
    assert tasks(cast)[0].due_at == AT - HOUR + 48 * HOUR


def test_history_is_silent(record: Record, snapshot: Snapshot) -> None:
    def of_2016() -> Iterable[RefundSnapshot]:
        for place, status in enumerate(list(RefundStatus) * 20):
            applied_at = datetime(2016, 3, 1, tzinfo=AT.tzinfo) + place * DAY
            told_at = applied_at + HOUR if place % 2 else None
            yield snapshot(str(10**6 + place), status=status, applied_at=applied_at, told_at=told_at)

    result = record(*of_2016())
    assert (result.new, result.tasks) == (20 * len(RefundStatus), 0)
    assert not Task.objects.exists()


def test_what_is_fresh_but_overdue_is_shown_overdue(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    record(snapshot("1001", applied_at=AT - 40 * HOUR), snapshot("1002", applied_at=AT - 60 * HOUR))
    (task,) = tasks(cast)
    assert task.due_at == AT - 16 * HOUR
    # A file of today says that this one still waits: it is news, however long ago it began.
    record(snapshot("1002", applied_at=AT - 60 * HOUR, told_at=AT))
    assert [one.due_at for one in tasks(cast)] == [AT - 36 * HOUR, AT - 16 * HOUR]


def test_done_by_hand_stays_done_until_newer_news(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    record(snapshot(told_at=AT - HOUR / 2))
    finish_task(task_id=tasks(cast)[0].id, by=cast.agent.actor, at=AT)
    record(snapshot(told_at=AT - HOUR / 4, reason="换了理由"), at=AT + HOUR)
    assert tasks(cast) == []
    record(snapshot(told_at=AT + 2 * HOUR, reason="换了理由"), at=AT + 2 * HOUR)
    assert len(tasks(cast)) == 1


def test_a_batch_costs_the_same_statements_whatever_its_size(record: Record, snapshot: Snapshot) -> None:
    counts = []
    for first, size in ((10**6, 3), (2 * 10**6, 600)):
        batch = [snapshot(str(first + place)) for place in range(size)]
        with CaptureQueriesContext(connection) as new:
            record(*batch)
        later = [
            snapshot(str(first + place), seen_at=AT, status=RefundStatus.SUCCESS) for place in range(size)
        ]
        with CaptureQueriesContext(connection) as changed:
            assert record(*later).changed == size
        counts.append((len(new), len(changed)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 26


def test_two_shops_may_have_the_same_number(record: Record, snapshot: Snapshot, cast: Cast) -> None:
    record(snapshot())
    assert record(snapshot(), shop_id=cast.other_shop.id).new == 1


def test_nobody_records_in_another_shop(snapshot: Snapshot, cast: Cast) -> None:
    with pytest.raises(ValueError, match="cannot record"):
        record_refunds(shop_id=cast.shop.id, snapshots=[snapshot()], by=program(cast.other_shop.id), at=AT)


@pytest.mark.parametrize("wrong", [{"amount_fen": -1}, {"status": "SOLD"}, {"kind": "gift"}, {"goods": "x"}])
def test_the_table_itself_refuses_what_cannot_be(
    record: Record, snapshot: Snapshot, wrong: dict[str, object]
) -> None:
    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        record(snapshot(**wrong))
    assert not Refund.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_lose_nothing_and_the_newest_stays(snapshot: Snapshot) -> None:
    cast = make_cast()
    numbers = [str(number) for number in range(10**6, 10**6 + 500)]
    start = Barrier(3)
    new: list[int] = []

    def bring(lane: int) -> None:
        order = numbers if lane % 2 else numbers[::-1]
        shots = [snapshot(number, seen_at=AT - (3 - lane) * HOUR / 9, reason=str(lane)) for number in order]
        try:
            start.wait(30)
            new.append(
                record_refunds(shop_id=cast.shop.id, snapshots=shots, by=program(cast.shop.id), at=AT).new
            )
        finally:
            connection.close()

    threads = [Thread(target=bring, args=(lane,)) for lane in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(new) == [0, 0, 500]
    assert set(Refund.objects.values_list("reason", flat=True)) == {"2"}
    assert Task.objects.filter(settled_at=None).count() == 500


@pytest.mark.parametrize("lines_first", [True, False])
def test_the_newest_case_shows_on_the_line_that_it_is_about(
    record: Record, snapshot: Snapshot, cast: Cast, lines_first: bool
) -> None:
    by, number = program(cast.shop.id), snapshot().order_number
    lines = [
        LineSnapshot(order_number=number, oid=oid, title=title, sku_outer_id=code, seen_at=AT)
        for oid, title, code in (("1", "毛衣", "A-1"), ("2", "围巾", "B-1"))
    ]
    refunds = [
        snapshot("9001", item_code="B-1", applied_at=AT - 9 * DAY, status=RefundStatus.CLOSED),
        snapshot("9002", item_code="B-1", amount_fen=500),
    ]
    if lines_first:
        record_lines(shop_id=cast.shop.id, snapshots=lines, by=by, at=AT)
        record(*reversed(refunds))
    else:
        record(*reversed(refunds))
        record_lines(shop_id=cast.shop.id, snapshots=lines, by=by, at=AT)
        mirror_on_lines(shop_id=cast.shop.id, order_numbers={number}, by=by, at=AT)
    first, second = OrderLine.objects.order_by("oid")
    assert first.case_number is None
    assert (second.case_number, second.case_status, second.case_fen) == ("9002", "等待卖家同意", 500)
    # Something about the older case comes in later: the newer one stays on the line.
    record(snapshot("9001", item_code="B-1", applied_at=AT - 9 * DAY, seen_at=AT, reason="补了理由"))
    second.refresh_from_db()
    assert second.case_number == "9002"
