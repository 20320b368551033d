from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from zhanggui.connectors.simulator.memory import Memory
from zhanggui.connectors.simulator.world.history import past_days

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_orders_under_way_are_remembered_as_they_stood(tmp_path: Path) -> None:
    trades = [trade for day in past_days(7, AT.date(), AT, days=12) for trade in day.trades]
    under_way = {trade.number: trade for trade in trades if not trade.over}
    assert any(trade.returns for trade in under_way.values())
    Memory(tmp_path / "market.jsonl", 7).keep(trades, ON)
    memory = Memory(tmp_path / "market.jsonl", 7)
    memory.recall()
    assert memory.lived == ON
    assert memory.trades == under_way


def test_the_last_word_about_an_order_counts(tmp_path: Path) -> None:
    trades = [trade for day in past_days(7, AT.date(), AT, days=2) for trade in day.trades]
    trade = next(trade for trade in trades if not trade.over and not trade.paid_at)
    memory = Memory(tmp_path / "market.jsonl", 7)
    memory.keep([trade], ON)
    trade.pay(AT + timedelta(minutes=1))
    memory.keep([trade], ON + timedelta(days=1))
    again = Memory(tmp_path / "market.jsonl", 7)
    again.recall()
    assert again.lived == ON + timedelta(days=1)
    assert again.trades[trade.number].paid_at == AT + timedelta(minutes=1)


def test_half_a_line_and_another_seed_are_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "market.jsonl"
    Memory(path, 8).keep([], ON)
    with path.open("a") as file:
        file.write('{"number": "12')
    memory = Memory(path, 7)
    memory.recall()
    assert memory.lived is None
    assert memory.trades == {}
