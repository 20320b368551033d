from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.connectors.files.opening import opened
from zhanggui.connectors.files.table import BrokenRow, CannotReadTable, Row, bare_name, clean, survey


def read(content: bytes) -> tuple[tuple[str, ...], list[Row | BrokenRow]]:
    file = io.BytesIO(content)
    with opened(file, survey(file), bool) as table:
        rows = list(table.rows)
    assert not file.closed
    return table.header, rows


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ('="35153131473293579"', "35153131473293579"),
        ('=""', ""),
        ('="', ""),
        ("  12.00\t", "12.00"),
        ("20881234567890\t", "20881234567890"),
        ("'13800000001", "'13800000001"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_is_read_as_it_is_meant(cell: str, meant: str) -> None:
    assert clean(cell) == meant


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("收货地址 ", "收货地址"),
        ('="订单编号"', "订单编号"),
        ("平均响应时长（秒)", "平均响应时长(秒)"),
        ("收入金额（+元）", "收入金额(+元)"),
    ],
)
def test_column_names_compare_without_padding_and_bracket_width(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found(encoding: str) -> None:
    header, rows = read("订单编号,宝贝标题 \n1,羊毛衫𠮷\n".encode(encoding))
    assert header == ("订单编号", "宝贝标题")
    assert rows == [Row(2, ["1", "羊毛衫𠮷"])]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_what_spreadsheets_save_as_text_is_read_whatever_parts_its_columns(
    encoding: str, separator: str
) -> None:
    lines = [
        "一月,的;\t表",
        separator.join(("编号", "标题", "备注")),
        separator.join(("1", '"甲,乙;丙\t丁"', '"两\n行"')),
        separator.join(("2", "上\u0a0a\u0d0d", "")),
        separator.join(("3", "少一列")),
    ]
    file = io.BytesIO("\r\n".join((*lines, "")).encode(encoding))
    with opened(file, survey(file), lambda names: "编号" in names and len(names) == 3) as table:
        rows = list(table.rows)
    assert table.header == ("编号", "标题", "备注")
    assert rows[:2] == [Row(3, ["1", "甲,乙;丙\t丁", "两\n行"]), Row(5, ["2", "上\u0a0a\u0d0d", ""])]
    assert isinstance(rows[2], BrokenRow)
    assert rows[2].reason == "这一行有 2 列,表头有 3 列"


def test_utf16_that_ends_in_the_middle_of_a_letter_loses_one_row() -> None:
    rows = read("a,b\n1,x\n2,y\n".encode("utf-16")[:-3])[1]
    assert rows[0] == Row(2, ["1", "x"])
    assert len(rows) == 2


def test_utf8_with_one_damaged_byte_is_still_utf8() -> None:
    header, rows = read("订单编号,宝贝标题\n1,羊毛\n".encode().replace("毛".encode(), b"\xe6\xff"))
    assert header == ("订单编号", "宝贝标题")
    assert isinstance(rows[0], Row)
    assert "\ufffd" in rows[0].cells[1]


def test_lines_are_counted_as_in_the_file() -> None:
    content = 'a,b\r\n\r\n1,"two\r\nlines"\r\n2,x\r\n'
    assert read(content.encode())[1] == [Row(3, ["1", "two\r\nlines"]), Row(5, ["2", "x"])]


def test_a_quote_that_never_closes_costs_one_line() -> None:
    lines = [
        "a,b",
        *(f"{number},x" for number in range(5)),
        '5,"open',
        *(f"{number},x" for number in range(6, 90)),
    ]
    rows = read(("\n".join(lines) + "\n").encode())[1]
    assert [row.line for row in rows if isinstance(row, BrokenRow)] == [7]
    assert len(rows) == 90


def test_quotes_inside_cells_and_stray_blanks_after_them_are_borne() -> None:
    rows = read(b'a,b,c\n="1","say ""hi""",x\n"1"\t,"2" ,3\n')[1]
    assert rows[0] == Row(2, ['="1"', 'say "hi"', "x"])
    assert isinstance(rows[1], Row)
    assert [clean(cell) for cell in rows[1].cells] == ["1", "2", "3"]


@given(
    st.lists(st.lists(st.text('a",= \n', max_size=4), min_size=3, max_size=3), min_size=1, max_size=4),
    st.booleans(),
)
def test_what_a_csv_says_comes_out(told: list[list[str]], everywhere: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL if everywhere else csv.QUOTE_MINIMAL).writerows(
        [["a", "b", "c"], *told]
    )
    rows = read(text.getvalue().encode())[1]
    assert [row.cells for row in rows if isinstance(row, Row)] == told


def test_ragged_rows_are_named_and_trailing_commas_forgiven() -> None:
    rows = read(b"a,b\n1\n1,2,3\n1,2,,\n1,2\n1")[1]
    assert [(row.line, getattr(row, "reason", "")) for row in rows] == [
        (2, "这一行有 1 列,表头有 2 列"),
        (3, "这一行有 3 列,表头有 2 列"),
        (4, ""),
        (5, ""),
        (6, "文件到这一行就断了,可能没有下载完"),
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"\n\n \n", "没有一行"),
        (b"PK\x03\x04rest", "不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "打不开"),
        (b"<!DOCTYPE html><html>", "网页"),
        (b"  <table><tr>", "网页"),
        (b'"a,b\n', "引号"),
    ],
)
def test_what_is_no_delimited_text_is_refused_with_its_kind(content: bytes, word: str) -> None:
    with pytest.raises(CannotReadTable, match=word):
        read(content)


@given(st.binary(max_size=400) | st.text('a,"\n\r=\t;订', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    for beginning in (b"", b"a,b\n", b"a;b\n", "a\tb\n".encode("utf-16")):
        try:
            header, rows = read(beginning + content)
        except CannotReadTable:
            continue
        lines = [row.line for row in rows]
        assert lines == sorted(lines)
        assert all(len(row.cells) == len(header) for row in rows if isinstance(row, Row))


def test_one_endless_line_does_not_fill_the_memory() -> None:
    content = b"a,b\n" + b'1,"' + b"x" * 30_000_000 + b"\n1,2\n"
    file = io.BytesIO(content)
    tracemalloc.start()
    with opened(file, survey(file), bool) as table:
        rows = list(table.rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.line for row in rows] == [2, 3]
    assert isinstance(rows[0], BrokenRow)
    assert peak < 6_000_000
