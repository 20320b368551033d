"""What 千牛 and its kin write as text, in the forms that are about."""

from __future__ import annotations

import io

import pytest

from zhanggui.connectors.chat_records.transcript import beginning_of, is_transcript, opened_transcript
from zhanggui.connectors.files.table import BrokenRow, Row, survey

COPIED = """tb_test01 (2026-11-11 10:10:15):
在吗
示例店铺:小王 (2026-11-11 10:10:50):
在的亲
有什么可以帮您
"""
SAVED = """与「tb_test01」的聊天记录
================================================
日期: 2026-11-11
tb_test01(10:10:15):
在吗
示例店铺:小王(10:10:50): 在的亲
日期: 2026-11-12
tb_test01(9:05):
还有货吗
"""
LINED = """2026-11-11 10:10:15 tb_test01
在吗
2026-11-11 10:10:50 示例店铺:小王
在的亲
"""
BRACKETED = """[2026-11-11 10:10:15] tb_test01: 在吗
[2026-11-11 10:10:50] 示例店铺:小王: 在的亲
"""
TRAILING = """tb_test01  2026/11/11 10:10:15
在吗
示例店铺:小王  2026/11/11 10:10:50
在的亲
"""
CHINESE = """tb_test01(2026年11月11日 10:10):
在吗
"""
MANY = """------------------------
聊天对象: tb_test01
tb_test01 (2026-11-11 10:10:15):
在吗
------------------------
聊天对象: tb_test02
示例店铺 (2026-11-11 11:00:00):
您好
tb_test02 (2026-11-11 11:00:05):
你好
"""


def rows(text: str, encoding: str = "utf-8") -> list[list[str]]:
    file = io.BytesIO(text.encode(encoding))
    with opened_transcript(file, survey(file)) as table:
        found = list(table.rows)
    assert all(isinstance(row, Row) for row in found)
    return [row.cells for row in found if isinstance(row, Row)]


ASKED = ["tb_test01", "2026-11-11 10:10:15", "在吗", ""]
ANSWERED = ["示例店铺:小王", "2026-11-11 10:10:50", "在的亲", ""]


def test_as_it_is_copied() -> None:
    assert rows(COPIED) == [ASKED, [*ANSWERED[:2], "在的亲\n有什么可以帮您", ""]]


@pytest.mark.parametrize("text", [LINED, BRACKETED, TRAILING])
def test_other_ways_of_saying_who_and_when(text: str) -> None:
    assert rows(text) == [ASKED, ANSWERED]


def test_the_day_on_a_line_of_its_own_and_whom_it_is_with() -> None:
    assert rows(SAVED) == [
        ["tb_test01", "2026-11-11 10:10:15", "在吗", "tb_test01"],
        ["示例店铺:小王", "2026-11-11 10:10:50", "在的亲", "tb_test01"],
        ["tb_test01", "2026-11-12 09:05", "还有货吗", "tb_test01"],
    ]


def test_full_width_brackets_and_colons() -> None:
    wide = str.maketrans({"(": "\uff08", ")": "\uff09"})
    assert rows(COPIED.translate(wide).replace("):", ")\uff1a"))[0] == ASKED
    said = rows("日期\uff1a2026-11-11\n示例店铺\uff1a小王\uff0810:10:50\uff09\n在的亲\n")
    assert said == [["示例店铺\uff1a小王", *ANSWERED[1:]]]


def test_several_chats_in_one_file() -> None:
    assert [(row[0], row[3]) for row in rows(MANY)] == [
        ("tb_test01", "tb_test01"),
        ("示例店铺", "tb_test02"),
        ("tb_test02", "tb_test02"),
    ]


def test_a_day_in_chinese() -> None:
    assert rows(CHINESE) == [["tb_test01", "2026-11-11 10:10", "在吗", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_that_is_about(encoding: str) -> None:
    assert rows(COPIED, encoding)[0] == ASKED


def test_words_that_look_like_marks_stay_words() -> None:
    said = "tb_test01 (2026-11-11 10:10:15):\n买家: 张三\n2026-11-12\n----------\n能到吗 (10:30)\n"
    assert rows(said) == [[*ASKED[:2], "买家: 张三\n2026-11-12\n----------\n能到吗 (10:30)", ""]]


def test_a_clock_without_a_day_is_told_with_its_line() -> None:
    file = io.BytesIO("tb_test01(10:10:15):\n在吗\n".encode())
    with opened_transcript(file, survey(file)) as table:
        found = list(table.rows)
    assert isinstance(found[0], BrokenRow)
    assert (found[0].line, found[0].reason) == (1, "只有几点几分,没有日期")


@pytest.mark.parametrize(
    "text",
    [
        "订单编号,买家会员名,订单状态\n1,tb_test01,2017-07-08 00:42:32\n",
        "会员名\t备注\ntb_test01\t好人 2017-07-08 00:42:32\n",
        "#支付宝账务明细查询\n#起始日期:[2017-07-08 00:42:32]   终止日期:[2017-07-09 00:00:00]\n",
        "随便写的一段话\n又一段\n",
    ],
)
def test_what_is_a_table_or_nothing_is_no_chat(text: str) -> None:
    file = io.BytesIO(text.encode())
    assert not is_transcript(beginning_of(file, survey(file)))
