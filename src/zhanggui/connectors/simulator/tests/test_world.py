from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from zhanggui.connectors.simulator.world import people
from zhanggui.connectors.simulator.world.history import past_day, past_days
from zhanggui.connectors.simulator.world.shelf import articles
from zhanggui.foundation.calendar import shop_day
from zhanggui.marketplace.rules import RefundStatus, TradeStatus

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_there_are_goods_of_five_categories_with_what_must_be_known_of_them() -> None:
    shelf = articles()
    by_category = Counter(article.category for article in shelf)
    assert len(shelf) >= 60
    assert len(by_category) == 5
    assert min(by_category.values()) >= 10
    assert all(article.grams and article.kinds and article.price_fen for article in shelf)
    assert all(
        {"features", "material", "cautions"} <= article.knowledge.keys()
        for article in shelf
        if not article.in_export
    )


def test_no_two_goods_have_one_number_or_code() -> None:
    shelf = articles()
    assert len({article.number for article in shelf}) == len(shelf)
    codes = [kind.code for article in shelf for kind in article.kinds]
    assert len(set(codes)) == len(codes)


def test_five_hundred_buyers_come_back_and_nobody_of_them_is_real() -> None:
    known = people.regulars(7)
    assert len(known) == 500
    assert len({one.nick for one in known}) == 500
    assert len({one.phone for one in known}) == 500
    assert all(one.phone.startswith(("1380000", "1390000")) for one in known)
    assert all("示例" in one.address for one in known)
    doubtful = sum(one.flaw != people.GOOD for one in known)
    assert 10 <= doubtful <= 50


@pytest.mark.parametrize("flaw", [people.NO_HOUSE, people.BAD_PHONE, people.NO_DISTRICT, people.FAR])
def test_what_is_wrong_with_an_address_can_be_seen_in_it(flaw: str) -> None:
    one = next(one for number in range(1, 5_000) if (one := people.person(number, 7)).flaw == flaw)
    assert ("号" not in one.address) == (flaw == people.NO_HOUSE)
    assert (len(one.phone) > 11) == (flaw == people.BAD_PHONE)
    assert (len(one.address.split()) < 4) == (flaw == people.NO_DISTRICT)
    assert one.address.startswith(people.FAR_PROVINCES) == (flaw == people.FAR)


def test_the_same_seed_gives_the_same_days() -> None:
    assert past_day(7, TODAY, AT) == past_day(7, TODAY, AT)
    assert past_day(7, TODAY, AT).talks != past_day(8, TODAY, AT).talks


def test_ninety_days_of_orders_stand_where_their_age_puts_them() -> None:
    days = list(past_days(7, TODAY, AT))
    trades = [trade for day in days for trade in day.trades]
    by_status = Counter(trade.status for trade in trades)
    assert len(days) == 90
    assert len(trades) > 3_000
    assert len({trade.number for trade in trades}) == len(trades)
    assert by_status[TradeStatus.FINISHED] > len(trades) / 2
    assert all(trade.created_at <= AT and trade.seen_at <= AT for trade in trades)
    old = [trade for trade in trades if AT - trade.created_at > timedelta(days=14)]
    assert all(trade.over or trade.returns for trade in old)
    returns = [one for trade in old for one in trade.returns]
    assert returns
    assert all(one.status == RefundStatus.SUCCESS for one in returns)


def test_tomorrow_the_same_order_has_gone_further_the_same_way() -> None:
    on = TODAY - timedelta(days=2)
    before = {trade.number: trade for trade in past_day(7, on, AT).trades}
    after = {trade.number: trade for trade in past_day(7, on, AT + timedelta(days=1)).trades}
    assert before.keys() == after.keys()
    for number, trade in before.items():
        assert after[number].lines == trade.lines
        if trade.paid_at:
            assert after[number].paid_at == trade.paid_at


def test_days_that_were_told_are_not_told_again() -> None:
    days = list(past_days(7, TODAY, AT, after=TODAY - timedelta(days=3)))
    assert [day.on for day in days] == [TODAY - timedelta(days=2), TODAY - timedelta(days=1)]


def test_a_talk_is_in_order_and_of_its_day() -> None:
    for talk in past_day(7, TODAY, AT).talks:
        instants = [word.at for word in talk.words]
        assert instants == sorted(instants)
        assert shop_day(instants[0]) == TODAY
        assert talk.words[0].side == "buyer"


def test_an_order_is_told_with_its_lines_and_refunds() -> None:
    trade = next(
        trade for day in past_days(7, TODAY, AT, days=20) for trade in day.trades if trade.refunded_fen
    )
    shot = trade.snapshot(AT)
    assert shot.status == TradeStatus.CLOSED
    assert (
        shot.total_fen == sum(line.payable_fen or 0 for line in trade.line_snapshots(AT)) + trade.postage_fen
    )
    assert [one.order_number for one in trade.refund_snapshots(AT)] == [trade.number]
