from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.statements.kind import STATEMENT
from zhanggui.connectors.files.tests.reads import reads
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import StatementRow
from zhanggui.orders.models import StatementEntry
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

AT = datetime(2026, 11, 22, tzinfo=UTC)
HEADER = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
    "账户余额（元）,交易渠道,业务类型,备注"
)
PAID = (
    "10000000001",
    "2026110122001",
    "T200P2231958349120001",
    "示例商品",
    "2026-11-01 10:00:00",
    "demo***@example.com",
    "201.12",
    "",
    "1000.00",
    "支付宝",
    "交易付款",
    "",
)
REFUND = (
    "10000000002",
    *PAID[1:4],
    "2026-11-02 10:00:00",
    PAID[5],
    "",
    "-20.00",
    "980.00",
    *PAID[9:10],
    "交易退款",
    "",
)


def statement(*rows: Sequence[str], income: str = "201.12", outgo: str = "20.00") -> bytes:
    """As it is downloaded: GBK, lines about the table before and behind, a tab behind every text."""
    lines = [
        "#支付宝账务明细查询",
        "#账号：[20880000000000000156]",
        "#起始日期：[2026年11月01日 00:00:00]   终止日期：[2026年11月03日 00:00:00]",
        "#-----------------------------------------账务明细列表----------------------------------------",
        HEADER,
        *(",".join(f"{cell}\t" for cell in row) for row in rows),
        "#-----------------------------------------账务明细列表结束------------------------------------",
        f"#支出合计：1笔，共{outgo}元",
        f"#收入合计：1笔，共{income}元",
        "#导出时间：[2026年11月03日 09:00:00]",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def archive(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(
            "20880000000000000156_账务明细(汇总).csv",
            "#汇总\r\n类型,收入笔数\r\n合计,1\r\n".encode("gb18030"),
        )
        packed.writestr("20880000000000000156_账务明细.csv", content)
    return out.getvalue()


def test_a_sum_that_is_no_amount_is_a_remark_and_no_failure() -> None:
    *rows, remark = reads(STATEMENT, statement(PAID, income="2,01.12", outgo="0.00"), at=AT)
    assert len(rows) == 1
    assert (remark.refused, "不是金额" in remark.problems[0].reason) == (False, True)


@pytest.mark.parametrize("packed", [False, True])
def test_the_statement_in_our_own_words(*, packed: bool) -> None:
    content = statement(PAID, REFUND)
    paid, refund = [read.entry for read in reads(STATEMENT, archive(content) if packed else content, at=AT)]
    assert paid == StatementRow(
        serial="10000000001",
        at=datetime(2026, 11, 1, 2, tzinfo=UTC),
        fen=20112,
        kind="交易付款",
        order_number="2231958349120001",
        merchant_number="T200P2231958349120001",
        business_serial="2026110122001",
        title="示例商品",
        party="demo***@example.com",
        balance_fen=100000,
        channel="支付宝",
    )
    assert isinstance(refund, StatementRow)
    assert (refund.fen, refund.kind, refund.order_number) == (-2000, "交易退款", "2231958349120001")


def test_half_width_brackets_and_no_order() -> None:
    content = statement((*PAID[:2], "WX-20261101-01", *PAID[3:])).replace(
        "（+元）".encode("gb18030"), b"(+\xd4\xaa)"
    )
    (read,) = reads(STATEMENT, content, at=AT)[:1]
    assert isinstance(read.entry, StatementRow)
    assert read.entry.order_number is None
    assert read.entry.merchant_number == "WX-20261101-01"


def test_the_files_own_sums_are_checked() -> None:
    assert len(reads(STATEMENT, statement(PAID, REFUND), at=AT)) == 2
    *_, remark = reads(STATEMENT, statement(PAID, REFUND, income="301.12"), at=AT)
    (problem,) = remark.problems
    assert not problem.refused
    assert (problem.line, problem.raw) == (10, "301.12")
    assert "各行相加 201.12" in problem.reason


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({6: "", 7: ""}, "收入金额(+元)"),
        ({6: "1.00", 7: "1.00"}, "收入金额(+元)"),
        ({4: "昨天"}, "发生时间"),
        ({0: ""}, "账务流水号"),
    ],
)
def test_a_bad_row_says_where(cells: dict[int, str], column: str) -> None:
    row = [cells.get(place, cell) for place, cell in enumerate(PAID)]
    read, *_ = reads(STATEMENT, statement(row), at=AT)
    assert read.entry is None
    assert read.problems[0].column == column


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


def bring(shop: ShopCard, content: bytes) -> ImportReport:
    given = GivenFile(io.BytesIO(content), "账务明细.csv")
    return import_file(shop_id=shop.id, given=given, by=program(shop.id), at=AT)


@pytest.mark.django_db
def test_the_statement_is_kept_once_and_never_changed(shop: ShopCard) -> None:
    assert bring(shop, statement(PAID, REFUND)).counts.new == 2
    again = bring(shop, archive(statement(PAID, REFUND)))
    assert (again.counts.new, again.counts.unchanged, again.counts.refused) == (0, 2, 0)
    other = bring(shop, statement((*PAID[:6], "999.00", *PAID[7:]), REFUND, income="999.00"))
    assert (other.counts.unchanged, other.counts.refused) == (1, 1)
    assert other.problems[0].column == "账务流水号"
    kept = StatementEntry.objects.filter(shop_id=shop.id, order_number="2231958349120001")
    assert sorted(kept.values_list("fen", flat=True)) == [-2000, 20112]
