from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast

from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_entries
from zhanggui.marketplace.actions import end_errand, take_errands
from zhanggui.marketplace.events import LineSnapshot
from zhanggui.marketplace.models import Errand
from zhanggui.marketplace.queries import newest_errands
from zhanggui.marketplace.rules import DONE, TradeStatus
from zhanggui.orders.actions import record_lines
from zhanggui.outreach import rules
from zhanggui.outreach.actions import (
    CannotClose,
    CannotRecordIntention,
    close_order,
    record_intention,
    see_to_unpaid,
)
from zhanggui.outreach.queries import intentions_of
from zhanggui.outreach.tests.conftest import OrderId, Record, Snapshot
from zhanggui.worklist.actions import finish_task
from zhanggui.worklist.queries import open_tasks

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2231958349120001", "2231958349120002"
PAID = {"status": TradeStatus.WAIT_SELLER_SEND_GOODS, "paid_at": AT, "seen_at": AT}
CLOSED = {"status": TradeStatus.CLOSED_BY_TAOBAO, "seen_at": AT}


def tasks(cast: Cast) -> list[tuple[str, str]]:
    return [(one.kind, one.title) for one in open_tasks(cast.shop.id)]


def kinds(cast: Cast) -> list[str]:
    return sorted(kind for kind, _ in tasks(cast))


def sweep(cast: Cast, minutes: int = 0) -> None:
    at = AT + timedelta(minutes=minutes)
    see_to_unpaid(shop_id=cast.shop.id, by=program(cast.shop.id), at=at)


@pytest.mark.seed(62)
def test_who_has_not_paid_is_asked_before_cut_off(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(snapshot())
    (task,) = open_tasks(cast.shop.id)
    assert (task.kind, task.title) == ("unpaid", "小米粥 · ¥298.00 · 羊毛针织衫")
    assert task.due_at == AT + timedelta(hours=3, minutes=30)
    record(snapshot(**PAID))
    assert tasks(cast) == []


def test_who_has_just_ordered_is_left_alone_for_a_while(
    cast: Cast, record: Record, snapshot: Snapshot
) -> None:
    record(snapshot(created_at=AT - timedelta(minutes=1)))
    assert tasks(cast) == []
    sweep(cast, 8)
    assert tasks(cast) == []
    sweep(cast, 9)
    assert kinds(cast) == ["unpaid"]
    sweep(cast, 10)
    assert kinds(cast) == ["unpaid"]


def test_what_the_marketplace_closes_by_itself_is_nobodys_work(
    cast: Cast, record: Record, snapshot: Snapshot
) -> None:
    record(snapshot())
    sweep(cast, 23 * 60 - 1)
    assert kinds(cast) == ["unpaid"]
    sweep(cast, 23 * 60)
    assert kinds(cast) == []


def test_after_cut_off_the_next_one_counts_and_nothing_stays_overdue(
    cast: Cast, record: Record, snapshot: Snapshot
) -> None:
    """Cut-off is four hours from now; what was ordered an hour ago can be paid for another 23."""
    record(snapshot(), snapshot("2231958349120002", created_at=AT - timedelta(hours=23)))
    for minutes in (3 * 60 + 45, 4 * 60 - 1):
        sweep(cast, minutes)
        (task,) = open_tasks(cast.shop.id)
        assert task.due_at == AT + timedelta(hours=3, minutes=30)
    sweep(cast, 4 * 60)
    (task,) = open_tasks(cast.shop.id)
    assert task.due_at == AT + timedelta(hours=23)
    assert task.title == "小米粥 · 错过 11-21 截单 · ¥298.00 · 羊毛针织衫"
    record(snapshot(**PAID), at=AT + timedelta(hours=4))
    assert tasks(cast) == []


@pytest.mark.parametrize("status", [TradeStatus.PAY_PENDING, TradeStatus.WAIT_PRE_AUTH_CONFIRM])
def test_money_that_is_under_way_is_not_asked_for(
    cast: Cast, record: Record, snapshot: Snapshot, status: TradeStatus
) -> None:
    record(snapshot(status=status))
    assert tasks(cast) == []


def test_done_by_hand_is_not_asked_again(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(snapshot())
    (task,) = open_tasks(cast.shop.id)
    finish_task(task_id=task.id, note="催过了", by=cast.agent.actor, at=AT)
    sweep(cast, 5)
    record(snapshot(remark="新的备注", seen_at=AT))
    assert tasks(cast) == []


@pytest.mark.seed(93)
def test_the_later_of_two_is_taken_for_a_double(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(snapshot(), snapshot(SECOND, created_at=AT - timedelta(minutes=40)))
    assert tasks(cast) == [
        ("unpaid", "小米粥 · ¥298.00 · 羊毛针织衫"),
        ("duplicate", f"小米粥 · ¥298.00 · 羊毛针织衫 · 和 {FIRST} 同款"),
    ]
    record(snapshot(**CLOSED))
    assert kinds(cast) == ["unpaid"]


@pytest.mark.seed(93)
def test_an_unpaid_one_beside_a_paid_one_is_a_double(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(snapshot())
    assert kinds(cast) == ["unpaid"]
    record(snapshot(SECOND, created_at=AT - timedelta(minutes=20), **PAID))
    assert kinds(cast) == ["duplicate"]


def test_lines_that_come_in_later_tell_the_goods(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(snapshot(), snapshot(SECOND, title="羊毛针织衫,围巾"))
    assert kinds(cast) == ["unpaid", "unpaid"]
    lines = [
        LineSnapshot(order_number=number, item_number="610000000001", properties="颜色:杏")
        for number in (FIRST, SECOND)
    ]
    record_lines(shop_id=cast.shop.id, snapshots=lines, by=program(cast.shop.id), at=AT)
    sweep(cast)
    assert kinds(cast) == ["duplicate", "unpaid"]


def test_both_are_wanted(cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId) -> None:
    record(snapshot(), snapshot(SECOND))
    said = {"intention": rules.BOTH, "words": "一件给我妈"}
    record_intention(order_id=order_id(SECOND), **said, by=cast.agent.actor, at=AT)
    sweep(cast, 1)
    assert kinds(cast) == ["unpaid"]


@pytest.mark.seed(92, 94)
def test_closed_only_after_the_buyer_was_asked_and_for_their_reason(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    record(snapshot())
    first, by = order_id(FIRST), cast.agent.actor
    with pytest.raises(CannotClose, match="先问清买家的意向"):
        close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    record_intention(order_id=first, intention=rules.FORGOT, words=" 忘了\n晚点付 ", by=by, at=AT)
    assert tasks(cast) == []
    with pytest.raises(CannotClose, match="忘了付"):
        close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    record_intention(order_id=first, intention=rules.NOT_WANTED, words="不要了", by=by, at=AT)
    assert kinds(cast) == ["unpaid"]
    for invented in (rules.WRONG_PICK, "缺货", "恶意买家/同行捣乱", ""):
        with pytest.raises(CannotClose, match="关闭原因要和买家说的一样"):
            close_order(order_id=first, reason=invented, by=by, at=AT)
    close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    assert tasks(cast) == []
    (errand,) = take_errands(shop_id=cast.shop.id, kinds=[rules.CLOSE_ERRAND], limit=5, at=AT)
    assert errand.payload == {"order_number": FIRST, "reason": "买家不想买了"}
    assert [(one.intention, one.words) for one in intentions_of(first)] == [
        (rules.NOT_WANTED, "不要了"),
        (rules.FORGOT, "忘了 晚点付"),
    ]
    said = {entry.verb for entry in audit_entries(cast.shop.id)}
    assert {"record_intention", "close_order"} <= said


def test_a_closing_that_the_marketplace_refused_is_work_again(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    record(snapshot())
    first, by = order_id(FIRST), cast.agent.actor
    record_intention(order_id=first, intention=rules.WRONG, words="拍错颜色", by=by, at=AT)
    close_order(order_id=first, reason=rules.WRONG_PICK, by=by, at=AT)
    (errand,) = take_errands(shop_id=cast.shop.id, kinds=[rules.CLOSE_ERRAND], limit=5, at=AT)
    end_errand(errand_id=errand.id, ok=False, result="正在付款", at=AT)
    assert kinds(cast) == ["unpaid"]
    close_order(order_id=first, reason=rules.WRONG_PICK, by=by, at=AT)
    assert tasks(cast) == []
    record(snapshot(**CLOSED))
    errands = newest_errands(cast.shop.id, kind=rules.CLOSE_ERRAND, thing="order", thing_ids=[first])
    assert errands[first].state == DONE


def test_paid_after_all_withdraws_the_closing(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    record(snapshot())
    first, by = order_id(FIRST), cast.agent.actor
    record_intention(order_id=first, intention=rules.NOT_WANTED, words="不要了", by=by, at=AT)
    close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    record(snapshot(**PAID))
    assert take_errands(shop_id=cast.shop.id, kinds=[rules.CLOSE_ERRAND], limit=5, at=AT) == []


@pytest.mark.seed(92, 94)
def test_a_buyer_who_wants_it_after_all_is_not_closed(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    record(snapshot())
    first, by = order_id(FIRST), cast.agent.actor
    record_intention(order_id=first, intention=rules.NOT_WANTED, words="不要了", by=by, at=AT)
    close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    record_intention(order_id=first, intention=rules.NOT_WANTED, words="真不要了", by=by, at=AT)
    (asked,) = Errand.objects.all()
    assert asked.state == "asked"
    record_intention(order_id=first, intention=rules.FORGOT, words="别关,晚上付", by=by, at=AT)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    with pytest.raises(CannotClose, match="忘了付"):
        close_order(order_id=first, reason=rules.CHANGED_MIND, by=by, at=AT)
    record_intention(order_id=first, intention=rules.WRONG, words="拍错了", by=by, at=AT)
    close_order(order_id=first, reason=rules.WRONG_PICK, by=by, at=AT)
    assert Errand.objects.filter(state="asked").count() == 1


@pytest.mark.parametrize("words", ["\u200b\u200b", "\u202e \x00"])
def test_words_that_nobody_can_see_are_none(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId, words: str
) -> None:
    record(snapshot())
    given = {"intention": rules.FORGOT, "words": words}
    with pytest.raises(CannotRecordIntention):
        record_intention(order_id=order_id(FIRST), **given, by=cast.agent.actor, at=AT)


def test_the_marketplace_refuses_a_closing_in_the_first_seconds(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    record(snapshot(created_at=AT))
    first, by = order_id(FIRST), cast.agent.actor
    record_intention(order_id=first, intention=rules.WRONG, words="拍错", by=by, at=AT)
    with pytest.raises(CannotClose, match="10 秒"):
        close_order(order_id=first, reason=rules.WRONG_PICK, by=by, at=AT + timedelta(seconds=9))
    close_order(order_id=first, reason=rules.WRONG_PICK, by=by, at=AT + timedelta(seconds=10))


@pytest.mark.parametrize(
    ("intention", "words", "why"),
    [
        ("made up", "随便", "请选"),
        (rules.FORGOT, "  ", "怎么说"),
        (rules.FORGOT, "长" * 201, "最多"),
    ],
)
def test_what_is_not_said_is_not_recorded(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId, intention: str, words: str, why: str
) -> None:
    record(snapshot())
    with pytest.raises(CannotRecordIntention, match=why):
        record_intention(
            order_id=order_id(FIRST), intention=intention, words=words, by=cast.agent.actor, at=AT
        )
    assert intentions_of(order_id(FIRST)) == []


def test_neither_of_a_paid_order_nor_of_another_shops(
    cast: Cast, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    record(snapshot(), snapshot(SECOND, **PAID))
    said = {"intention": rules.FORGOT, "words": "忘了"}
    with pytest.raises(CannotRecordIntention, match="等待卖家发货"):
        record_intention(order_id=order_id(SECOND), **said, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotRecordIntention, match="没有这个订单"):
        record_intention(order_id=order_id(FIRST), **said, by=cast.stranger.actor, at=AT)


def test_a_batch_takes_a_few_statements(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    def many(count: int, first: int) -> int:
        shots = [
            snapshot(f"22319583491{number:05}", buyer_nick=f"买家{number}")
            for number in range(first, first + count)
        ]
        record(*shots)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            sweep(cast)
        return len(asked)

    assert many(100, 1_000) <= many(2, 1) + 1
