from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.customers.rules import clean_words, visitor_name


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("老客", "老客"),
        ("  爱用  顺丰 ", "爱用 顺丰"),
        ("一行\n二行\t三", "一行 二行 三"),
        ("全角\u3000空格", "全角 空格"),
        ("零\u0000字节", "零 字节"),
        ("倒\u202e写", "倒 写"),
        ("零宽\u200b", "零宽"),
        (" \n ", ""),
    ],
)
def test_words_are_one_line_without_what_cannot_be_seen(text: str, clean: str) -> None:
    assert clean_words(text) == clean


@given(st.text())
def test_clean_words_can_be_stored_and_are_clean_already(text: str) -> None:
    clean = clean_words(text)
    assert clean_words(clean) == clean
    assert not any(unicodedata.category(letter)[0] == "C" for letter in clean)


def test_a_visitor_is_called_by_the_end_of_the_key() -> None:
    assert visitor_name("aaaaaaaaaaaaaaaaaax1yz") == "访客 X1YZ"
