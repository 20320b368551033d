from __future__ import annotations

from datetime import UTC, date, datetime

from tests.cast import Cast

from zhanggui.catalog.queries import all_items
from zhanggui.connectors.simulator.gate import Gate
from zhanggui.connectors.simulator.world.history import past_day
from zhanggui.connectors.simulator.world.shelf import articles
from zhanggui.orders.queries import search, with_details

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
