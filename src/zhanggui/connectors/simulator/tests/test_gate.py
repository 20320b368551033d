from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.cast import Cast

from zhanggui.catalog.queries import all_items
from zhanggui.connectors.simulator.gate import Gate
from zhanggui.connectors.simulator.world.history import past_day
from zhanggui.connectors.simulator.world.shelf import articles
from zhanggui.foundation.actors import program
from zhanggui.marketplace.actions import ask_errand
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.queries import search, with_details
from zhanggui.outreach.rules import CLOSE_ERRAND

ON = date(2026, 8, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_the_goods_come_with_all_their_kinds(cast: Cast) -> None:
    gate = Gate(cast.shop.id)
    gate.tell_goods(articles(), AT)
    told = [article for article in articles() if not article.in_export]
    assert sum(len(skus) for _, skus in all_items(cast.shop.id)) == sum(
        len(article.kinds) for article in told
    )


def test_a_past_day_is_told_once_however_often_it_is_told(cast: Cast) -> None:
    gate, day = Gate(cast.shop.id), past_day(7, ON, AT)
    gate.tell_goods(articles(), AT)
    assert gate.tell(day.trades, AT) == len(day.trades)
    assert gate.tell_talks(day.talks, [cast.agent], AT) == len(day.talks)
    assert gate.tell(day.trades, AT) == 0
    assert gate.tell_talks(day.talks, [cast.agent], AT) == 0


def test_a_told_order_is_read_back_whole(cast: Cast) -> None:
    gate, day = Gate(cast.shop.id), past_day(7, ON, AT)
    gate.tell_goods(articles(), AT)
    gate.tell(day.trades, AT)
    trade = day.trades[0]
    (found,) = search(cast.shop.id, trade.number)
    (order,) = with_details(cast.shop.id, found.page.orders)
    assert (order.status, order.total_fen, order.flag) == (trade.status, trade.total_fen, trade.flag)
    assert order.details is not None
    assert [line.title for line in order.details.lines] == [line.article.title for line in trade.lines]


def test_an_order_from_elsewhere_is_closed_as_the_house_asks(cast: Cast) -> None:
    gate, by = Gate(cast.shop.id), program(cast.shop.id)
    status = TradeStatus.WAIT_BUYER_PAY
    shot = OrderSnapshot(number="77", status=status, status_text=status.label, created_at=AT, seen_at=AT)
    record_orders(shop_id=cast.shop.id, snapshots=[shot], by=by, at=AT)
    ask_errand(
        shop_id=cast.shop.id,
        kind=CLOSE_ERRAND,
        thing="order",
        thing_id=1,
        payload={"order_number": "77", "reason": "买家拍错了"},
        key="close 77",
        by=by,
        at=AT,
    )
    later = AT + timedelta(minutes=1)
    gate.end(gate.do_for_strangers(gate.errands(later), later), later)
    (found,) = search(cast.shop.id, "77")
    assert [one.status for one in found.page.orders] == [TradeStatus.CLOSED_BY_TAOBAO]
    assert gate.errands(later) == []


def test_what_nobody_knows_cannot_be_done(cast: Cast) -> None:
    gate = Gate(cast.shop.id)
    ask_errand(
        shop_id=cast.shop.id,
        kind=CLOSE_ERRAND,
        thing="order",
        thing_id=1,
        payload={"order_number": "78", "reason": "买家拍错了"},
        key="close 78",
        by=program(cast.shop.id),
        at=AT,
    )
    ((_, refusal),) = gate.do_for_strangers(gate.errands(AT), AT)
    assert refusal == "平台上没有这个订单"
