from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zhanggui.connectors.files.kinds import Read
from zhanggui.connectors.files.orders.kind import ORDERS
from zhanggui.connectors.files.tests.generate import PLAIN
from zhanggui.connectors.files.tests.reads import reads
from zhanggui.connectors.files.tests.years import YEARS, file_of_year
from zhanggui.marketplace.events import OrderSnapshot

AT = datetime(2023, 1, 1, tzinfo=UTC)


def only(file: bytes) -> Read[OrderSnapshot]:
    (row,) = reads(ORDERS, file, at=AT)
    return row


def test_the_columns_are_as_many_as_the_years_have() -> None:
    assert {year: len(columns) for year, columns in YEARS.items()} == {
        2016: 44,
        2017: 46,
        2018: 54,
        2020: 67,
        2022: 72,  # one less than the sources count: they do not name it
    }


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("year", YEARS)
def test_a_row_means_the_same_in_every_year(year: int, encoding: str) -> None:
    row = only(file_of_year(year, encoding=encoding, **PLAIN))
    of_2017 = only(file_of_year(2017, **PLAIN))
    assert row.entry is not None, row.problems
    assert of_2017.entry is not None
    without = {"买家支付宝账号"} if year >= 2022 else set()
    extra = {name: text for name, text in of_2017.entry.extra.items() if name not in without}
    # 2016 has no refund column: it does not say, which is not the same as none.
    refund = of_2017.entry.refund_fen if year >= 2017 else None
    assert row.entry == replace(of_2017.entry, extra=extra, refund_fen=refund)


@pytest.mark.parametrize(
    ("year", "column"), [(2018, "确认收货时间"), (2020, "确认收货时间"), (2022, "发货时间")]
)
def test_the_instants_that_later_years_add_say_how_new_a_row_is(year: int, column: str) -> None:
    row = only(file_of_year(year, **PLAIN, **{column: "2018-01-02 03:04:05"}))
    assert row.entry is not None, row.problems
    assert row.entry.seen_at == datetime(2018, 1, 1, 19, 4, 5, tzinfo=UTC)


def test_in_2020_the_orders_own_number_counts_and_not_the_main_orders() -> None:
    row = only(file_of_year(2020, **PLAIN, 主订单编号="99999999999999999"))
    assert row.entry is not None, row.problems
    assert row.entry.number == PLAIN["订单编号"]


def test_a_buyer_without_a_nick_is_not_invented() -> None:
    row = only(file_of_year(2022, **{**PLAIN, "买家会员名": "", "收货人姓名": ""}))
    assert row.entry is not None, row.problems
    assert not row.entry.buyer_nick
    assert not row.entry.receiver_name
