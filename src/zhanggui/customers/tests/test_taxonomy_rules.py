from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.customers.rules.letters import initials
from zhanggui.customers.rules.taxonomy import (
    MEANINGS,
    SHIPPED,
    TagSet,
    doubled,
    group_of,
    last_said,
    renamed,
    replaced,
    shown,
)

AGE = TagSet("年龄", ("小", "大"), ("中",), several=False)
HABIT = TagSet("习惯", ("顺丰", "发票"))
SETS = (AGE, HABIT)
WORDS = ("小", "大", "中", "顺丰", "发票", "自由", "随意")
tags = st.lists(st.sampled_from(WORDS), max_size=8)


@pytest.mark.seed(10)
def test_what_is_shipped_has_the_groups_of_the_source_and_no_word_twice() -> None:
    assert [one.name for one in SHIPPED] == ["活动入口", "商品", "年龄", "性别", "习惯"]
    words = [word for one in SHIPPED for word in one.known]
    assert len(words) == len(set(words))
    assert all(0 < len(word) <= 20 for word in words)
    assert {one.meaning for one in SHIPPED} <= MEANINGS.keys()
    assert [one.name for one in SHIPPED if not one.several] == ["年龄", "性别"]


@pytest.mark.parametrize(
    ("held", "tag", "gone"),
    [
        (("小", "顺丰"), "大", ("小",)),
        (("中",), "大", ("中",)),  # a retired word is of the group all the same
        (("小",), "小", ()),
        (("小",), "顺丰", ()),
        (("顺丰",), "发票", ()),
        (("小",), "自由", ()),
    ],
)
def test_of_one_choice_the_new_one_takes_the_place(
    held: tuple[str, ...], tag: str, gone: tuple[str, ...]
) -> None:
    assert replaced(SETS, held, tag) == gone


@given(tags)
def test_whoever_is_tagged_again_and_again_has_one_of_one_choice(said: list[str]) -> None:
    held = last_said(SETS, said)
    assert doubled(SETS, held) is None
    assert len(held) == len(set(held))
    for tag in held:
        assert tag in said
    free = [tag for tag in dict.fromkeys(said) if tag not in AGE.known]
    assert [tag for tag in held if tag not in AGE.known] == free
    if firsts := [tag for tag in dict.fromkeys(said) if tag in AGE.known]:
        assert [tag for tag in held if tag in AGE.known] == firsts[-1:]


@given(tags)
def test_every_tag_is_shown_once(held: list[str]) -> None:
    parts = shown(SETS, held)
    told = [tag for part in parts for tag in part.tags]
    assert sorted(told) == sorted(set(held))
    assert all(part.name == "" for part in parts if not group_of(SETS, part.tags[0]))


@given(st.sampled_from(WORDS), st.sampled_from([*WORDS, "新词"]))
def test_a_renamed_word_keeps_its_place_and_a_merged_one_goes(tag: str, name: str) -> None:
    after = renamed(SETS, tag, name)
    before = [word for one in SETS for word in one.known]
    words = [word for one in after for word in one.known]
    assert len(words) == len(set(words))
    if tag == name:
        return
    assert tag not in words
    if name in before or tag not in before:
        assert words == [word for word in before if word != tag]
    else:
        assert words == [name if word == tag else word for word in before]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("老客", "lk"),
        ("爱用顺丰", "aysf"),
        ("18-24 岁", "1824s"),
        ("VIP 客户", "vipkh"),
        ("女", "n"),
        ("座匝啊", "zza"),
        ("", ""),
        ("😀·", ""),
    ],
)
def test_first_letters(text: str, letters: str) -> None:
    assert initials(text) == letters


@given(st.text())
def test_first_letters_are_typed_on_any_keyboard(text: str) -> None:
    assert initials(text).isascii()
    assert initials(text) == "".join(initials(letter) for letter in text)
