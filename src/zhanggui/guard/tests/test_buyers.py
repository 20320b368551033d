from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.guard.rules import looks_in, name_fault, order_numbers_in, stranger_to_order, with_facts
from zhanggui.guard.rules.buyers import asks_about_address, look_alike


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("您看下我要的款式 款式图.rar", ["R29"]),
        ("清单在这 order-list.EXE 打开看", ["R29"]),
        ("http://taoba0.example.net/item?id=3 这款有吗", ["R29"]),
        ("www.item-view.xyz/1", ["R29"]),
        ("https://item.taobao.com/item.htm?id=1 这款有吗", []),
        ("https://detail.tmall.com.evil.net/item", ["R29"]),
        ("https://ask.example.com/s/1 填好了", []),
        ("你们刷单吗,一单五块", ["R31"]),
        ("文件.zip 在 http://a.example.org", ["R29", "R29"]),
        ("zip 拉链的外套有吗", []),
        ("我要3.5的", []),
        ("", []),
    ],
)
def test_what_a_buyer_sends_that_asks_for_care(text: str, rules: list[str]) -> None:
    found = looks_in(text, own_hosts=("example.com",))
    assert [one.rule for one in found] == rules
    assert all(one.quote and one.say and one.instead for one in found)


@pytest.mark.parametrize(
    ("nick", "other", "alike"),
    [
        ("xiaoli88", "xiao1i88", True),
        ("tb_lIll1", "tb_11111", True),
        ("快乐小鱼0", "快乐小鱼O", True),
        ("快乐的小鱼儿", "快乐的小雨儿", True),
        ("sunny2017", "sunny2018", True),
        ("快乐小鱼", "快乐小鱼", False),
        ("阿明", "阿亮", False),  # too short to be told apart by edits
        ("快乐小鱼", "忧伤大象馆", False),
        ("", "快乐小鱼", False),
    ],
)
def test_nicks_that_look_alike(nick: str, other: str, alike: bool) -> None:
    assert look_alike(nick, other) is alike
    assert look_alike(other, nick) is alike


def test_who_asks_about_anothers_order() -> None:
    assert stranger_to_order("快乐小鱼", "快乐小鱼") is None
    assert stranger_to_order("", "快乐小鱼") is None
    near, far = stranger_to_order("xiao1i88", "xiaoli88"), stranger_to_order("忧伤大象", "xiaoli88")
    assert near is not None
    assert far is not None
    assert (near.rule, far.rule) == ("R30", "R05")


@pytest.mark.parametrize(
    ("text", "asks"), [("帮我改下地址", True), ("地址写错了", True), ("在哪发货", False)]
)
def test_who_asks_about_the_address(text: str, asks: bool) -> None:
    assert asks_about_address(text) is asks


@given(st.text(max_size=300))
def test_looking_never_fails(text: str) -> None:
    looks_in(text)
    look_alike(text, text[::-1])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("订单 1000000000000000101 好了", ["1000000000000000101"]),
        ("1000 0000 0000 0000 101 和 1000000000000000101", ["1000000000000000101"]),
        ("单号SF1000000000002 运单YT1000000000003", []),
        ("13800000001", []),
        ("1000000000000000000000000", []),
    ],
)
def test_order_numbers(text: str, numbers: list[str]) -> None:
    assert list(order_numbers_in(text)) == numbers


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("林晓", ""),
        ("客服小美", ""),
        ("官方旗舰店小美", ""),
        ("A12 小陈", ""),
        ("客服6号", ""),  # beside 客服8号
        ("淘宝小二", "平台的人"),
        ("天 猫 客服", "平台的人"),
        ("官方退款专员", "平台的人"),
        ("小美13800000009", "号码"),
        ("小美 138-0000-0009", "号码"),
        ("xiao1i", "「xiaoli」"),
        ("Ｘｉａｏｌｉ", "「xiaoli」"),
    ],
)
def test_names_that_buyers_read(name: str, fault: str) -> None:
    told = name_fault(name, ["xiaoli", "客服8号", "林晓"])
    assert (fault in with_facts(told.say, told.facts)) if told else fault == ""
