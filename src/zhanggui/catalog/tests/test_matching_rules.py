from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.catalog.rules import Candidate, SkuRef, pick, properties_key, properties_text

# A jumper in four kinds, one code twice; a scarf without kinds; a jumper of another listing with a same code.
GOODS = (
    Candidate(1, 1, "", "D-BK-M", "颜色分类:黑色;尺码:M", "1001", "D"),
    Candidate(2, 1, "", "D-BK-L", "颜色分类:黑色;尺码:L", "1001", "D"),
    Candidate(3, 1, "", "D-WH", "颜色分类:白色;尺码:M", "1001", "D"),
    Candidate(4, 1, "5004", "D-WH", "颜色分类:白色;尺码:L", "1001", "D"),
    Candidate(5, 2, "", "", "", "1002", "S"),
    Candidate(6, 3, "", "D-BK-M", "颜色分类:黑色;尺码:M", "1003", "D2"),
)


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        (SkuRef("1001", "D-BK-M"), {1}),
        (SkuRef("1001", None, None, "尺码：M；颜色分类：黑色"), {1}),
        (SkuRef("1001", None, None, "颜色:黑色;尺码:M"), {1}),  # the property has another name there
        (SkuRef("1001", "D-WH", None, "颜色分类:白色;尺码:L"), {4}),
        (SkuRef("1001", "D-WH"), {3, 4}),
        (SkuRef("1001", "OLD-CODE", None, "颜色分类:黑色;尺码:L"), {2}),  # the code was changed since
        (SkuRef("1001", "D-BK-L", None, "黑色 加大"), {2}),  # a buyer's wording, the code is sure
        (SkuRef("1001", "OLD-CODE"), set()),
        (SkuRef("1001", None, None, "颜色分类:红色;尺码:M"), set()),
        (SkuRef("1001"), {1, 2, 3, 4}),
        (SkuRef(None, "D-BK-L"), {2}),
        (SkuRef(None, "D-BK-M"), {1, 6}),
        (SkuRef(None, "D-BK-M", "D2"), {6}),
        (SkuRef(None, None, "D", "颜色分类:黑色;尺码:L"), {2}),
        (SkuRef("1002"), {5}),
        (SkuRef("1002", "anything", None, "颜色分类:红色"), {5}),  # there is only one
        (SkuRef(None, None, "S"), {5}),
        (SkuRef(None, "S"), {5}),  # exports write an item's code where it has no SKUs
        (SkuRef(None, None, None, "颜色分类:黑色;尺码:M"), set()),  # of which item?
        (SkuRef(None, None, None, None, "5004"), {4}),
        (SkuRef("9999", "D-BK-M"), set()),  # another listing, whatever its codes
        (SkuRef(), set()),
    ],
)
def test_which_sku_is_meant(ref: SkuRef, meant: set[int]) -> None:
    assert {one.sku_id for one in pick(ref, GOODS)} == meant


def test_a_nameless_sku_counts_only_as_long_as_it_is_the_only_one() -> None:
    stand_in = Candidate(9, 1, "", "", "", "1001", "D")
    assert [one.sku_id for one in pick(SkuRef("1001", "D-BK-M"), [stand_in, *GOODS])] == [1]
    assert 9 not in {one.sku_id for one in pick(SkuRef("1001"), [stand_in, *GOODS])}


NAMES = st.text(st.characters(exclude_categories=("C", "Z")), max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), max_size=4))
def test_properties_are_written_in_one_way(pairs: list[tuple[str, str]]) -> None:
    text = ";".join(f"{name}：{value}" for name, value in pairs)
    written = properties_text(text)
    assert properties_text(written) == written
    assert properties_key(text) == properties_key(written)


def test_the_order_of_properties_does_not_matter() -> None:
    assert properties_key("尺码:M;颜色:黑") == properties_key(" 颜色 ：黑 ； 尺码 ：M;")
    assert properties_key("尺码:M;颜色:黑") != properties_key("尺码:黑;颜色:M")
    assert properties_key(None) == properties_key(" ; ") == ()
