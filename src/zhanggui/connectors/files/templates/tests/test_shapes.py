from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.connectors.files.templates.shapes import (
    CannotTake,
    Choice,
    Count,
    Found,
    Grams,
    Identifier,
    Instant,
    Listed,
    Money,
    Pairs,
    Shape,
    Shown,
    Text,
    YesNo,
)

LATEST = datetime(2026, 11, 22, tzinfo=UTC)
ROLE = Choice({"agent": ("客服", "售前客服"), "lead": ("主管",)})
SALE = YesNo(("是", "出售中"), ("否", "仓库中"))


def read(shape: Shape, raw: str, column: str = "列") -> Any:
    return shape.read(Found(raw, column, LATEST))


@pytest.mark.parametrize(
    ("shape", "raw", "value"),
    [
        (Text(), " 羊毛 衫\n", "羊毛 衫"),
        (Text(), "", None),
        (Text(), "null", None),
        (Text(), "-", None),
        (Text(), "'-", "-"),
        (Text(), "'null", "null"),
        (Text(), "'#N/A", "#N/A"),
        (Text(), "'80#N/A", "'80#N/A"),
        (Text(), "'=1+1", "=1+1"),
        (Text(), "''=1+1", "'=1+1"),
        (Text(), "=1+1", "=1+1"),
        (Text(), "'80 后", "'80 后"),
        (Text(), '="00012"', "00012"),
        (Text(lines=True), "一\n二", "一\n二"),
        (Identifier(), '="000123"', "000123"),
        (Identifier(), "'000123", "000123"),
        (Identifier(), "000123", "000123"),
        (Identifier(), "6123456789012345678", "6123456789012345678"),
        (Identifier(), "2E10", "2E10"),
        (Identifier(), '="1E+05"', "1E+05"),
        (Identifier(), "'1E+05", "1E+05"),
        (Identifier(), "'=A1", "=A1"),
        (Identifier(), "-", None),
        (Identifier(), "null", None),
        (Identifier(), "'-", "-"),
        (Identifier(), "'null", "null"),
        (Identifier(), "612345\u200b", "612345"),
        (Identifier(), "\ufeff612345", "612345"),
        (Identifier(), "'3月12日", "3月12日"),
        (Identifier(), "2026-03-12", "2026-03-12"),
        (Identifier(), '=""', None),
        (Identifier(), " \t", None),
        (Money(), "128", 12800),
        (Money(), "¥1,234.50", 123450),
        (Money(), "0", 0),
        (Money(), "9.9元", 990),
        (Money(), '="9.90"', 990),
        (Money(), "--", None),
        (Money(), "", None),
        (Count(100), "36", 36),
        (Count(10_000), "1,234", 1234),
        (Count(100), "36件", 36),
        (Count(100), "36.00", 36),
        (Count(100), "", None),
        (Grams(), "350", 350),
        (Grams(), "0.5kg", 500),
        (Grams(), "0.5 KG", 500),
        (Grams(), "1.2公斤", 1200),
        (Grams(), "1斤", 500),
        (Grams(), "350克", 350),
        (Grams(), "", None),
        (SALE, "是", True),
        (SALE, "Y", True),
        (SALE, "1", True),
        (SALE, "出售中", True),
        (SALE, "仓库中", False),
        (SALE, "无", False),
        (SALE, "FALSE", False),
        (SALE, "", None),
        (SALE, "-", None),
        (ROLE, "客服", "agent"),
        (ROLE, "售前客服", "agent"),
        (ROLE, "lead", "lead"),
        (ROLE, "LEAD", "lead"),
        (ROLE, "", None),
        (ROLE, "--", None),
        (Listed(), "老客、要发票,爱聊", ("老客", "要发票", "爱聊")),
        (Listed(), "'-5 度、老客", ("-5 度", "老客")),
        (Listed(), "、", None),
        (Listed(), "-", None),
        (Listed(), "'-", ("-",)),
        (Pairs(), "材质:羊毛;季节:秋", {"材质": "羊毛", "季节": "秋"}),
        (Pairs(), "", None),
        (Pairs(), "null", None),
        (Instant(), "2026-11-20 18:30", datetime(2026, 11, 20, 10, 30, tzinfo=UTC)),
        (Instant(), "2026/11/20 18:30:05", datetime(2026, 11, 20, 10, 30, 5, tzinfo=UTC)),
        (Instant(), "2026/11/20", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        (Instant(), "-", None),
        (Instant(), "null", None),
        (Shown(), "什么都行", None),
    ],
)
def test_a_good_cell(shape: Shape, raw: str, value: Any) -> None:
    assert read(shape, raw) == value


@pytest.mark.parametrize(
    ("shape", "raw", "why"),
    [
        (Text(3), "四个字了", "超过 3 个字"),
        (Identifier(), "6.12346E+18", "科学计数"),
        (Identifier(), "6.123457e+18", "科学计数"),
        (Identifier(), "=A1", "公式"),
        (Identifier(), "@SUM(A1)", "公式"),
        (Text(), "#N/A", "没有算出来"),
        (Identifier(), "#REF!", "没有算出来"),
        (Identifier(), "2026-03-12 00:00:00", "日期"),
        (Identifier(), "3月12日", "日期"),
        (Money(), "#DIV/0!", "没有算出来"),
        (Listed(), "#VALUE!", "没有算出来"),
        (Identifier(3), "1234", "超过 3 个字"),
        (Money(), "12,34", "不是金额"),
        (Money(), "1.999", "不是金额"),
        (Money(), "-5", "不能是负数"),
        (Money(), "=B2*2", "公式"),
        (Money(), "面议", "不是金额"),
        (Money(), "1" * 40, "不是金额"),
        (Count(100), "101", "最多 100"),
        (Count(100), "-1", "不能是负数"),
        (Count(100), "1.5", "不是整数"),
        (Count(100), "１２", "不是整数"),
        (Count(100), "若干", "不是整数"),
        (Grams(), "很重", "不是重量"),
        (Grams(), "0.35", "不到 1 克"),
        (Grams(), "-5", "不能是负数"),
        (Grams(), "5磅", "不是重量"),
        (SALE, "也许", "应写 是 或 否"),
        (ROLE, "老板", "没有「老板」,可以是 客服、主管"),
        (Pairs(), "羊毛", "「羊毛」应写成 名称:值"),
        (Instant(), "昨天", "不是时间"),
        (Instant(), "2026-13-01", "不是时间"),
        (Instant(), "2030-01-01 00:00", "在未来"),
        (Instant(), "1990-01-01 00:00", "太早"),
    ],
)
def test_a_bad_cell(shape: Shape, raw: str, why: str) -> None:
    with pytest.raises(CannotTake, match=why):
        read(shape, raw)


@pytest.mark.parametrize(
    ("column", "grams"), [("重量", 2), ("重量(g)", 2), ("重量(kg)", 2000), ("物流重量(千克)", 2000)]
)
def test_the_header_may_say_the_unit(column: str, grams: int) -> None:
    assert read(Grams(), "2", column) == grams
    assert read(Grams(), "2克", column) == 2


@pytest.mark.parametrize("shape", [Text(), Identifier(), Listed()])
@given(raw=st.text(max_size=30))
def test_texts_are_read_whatever_stands_there(shape: Shape, raw: str) -> None:
    with suppress(CannotTake):
        read(shape, raw)


@pytest.mark.parametrize("shape", [Money(), Count(9), Grams(), SALE, ROLE, Pairs(), Instant()])
@given(raw=st.text(st.sampled_from("0123456789.,-+eEkg元件:;：=@'\"年 月/"), max_size=12))
def test_the_others_are_read_or_refused(shape: Shape, raw: str) -> None:
    with suppress(CannotTake):
        read(shape, raw)


@given(st.integers(0, 10**13))
def test_money_and_counts_come_back(number: int) -> None:
    assert read(Money(), Money().write(number).text) == number
    assert read(Count(10**13), Count(10**13).write(number).text) == number


@given(st.integers(0, 10**8))
def test_weights_come_back(grams: int) -> None:
    assert read(Grams(), Grams().write(grams).text, "重量(克)") == grams


@pytest.mark.parametrize("shape", [SALE, ROLE, YesNo()])
def test_choices_come_back(shape: Shape) -> None:
    for word in shape.choices:
        assert shape.write(read(shape, word)).text == word
