from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhanggui.catalog.rules import Blame, ItemEntry, SkuEntry, blame, merged, nameless, tidy

TEXTS = st.none() | st.sampled_from(["", "A", "B", "颜色:黑"])
FEN = st.none() | st.integers(0, 5)
SKUS = st.builds(SkuEntry, number=TEXTS, outer_id=TEXTS, properties=TEXTS, price_fen=FEN, cost_fen=FEN)
ENTRIES = st.builds(
    ItemEntry,
    number=st.just("1"),
    outer_id=TEXTS,
    title=TEXTS,
    price_fen=FEN,
    cost_fen=FEN,
    attributes=st.none() | st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy")),
    free_shipping=st.none() | st.booleans(),
    skus=st.lists(SKUS, max_size=3).map(tuple),
).map(tidy)


def known_as(*told: ItemEntry) -> ItemEntry:
    known: ItemEntry | None = None
    for entry in told:
        after = merged(known, tidy(entry))
        assert isinstance(after, ItemEntry), after
        known = after
    assert known is not None
    return known


def item(*skus: SkuEntry, **said: Any) -> ItemEntry:
    return ItemEntry(number="1", skus=skus, **said)


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, max_size=4), ENTRIES)
def test_a_telling_taken_twice_is_taken_once(before: list[ItemEntry], told: ItemEntry) -> None:
    known: ItemEntry | None = None
    for entry in before:
        after = merged(known, entry)
        known = known if isinstance(after, Blame) else after
    once = merged(known, told)
    if isinstance(once, ItemEntry):
        assert merged(once, told) == once


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=5))
def test_an_item_always_has_a_place_for_its_stock_and_keeps_its_skus_in_place(told: list[ItemEntry]) -> None:
    known: ItemEntry | None = None
    for entry in told:
        after = merged(known, entry)
        if isinstance(after, Blame):
            continue
        assert after.skus
        for before, now in zip(known.skus if known else (), after.skus, strict=False):
            assert nameless(before) <= nameless(now)  # one without a name gets none: its stock is its own
        known = after


@settings(deadline=None)
@given(ENTRIES, ENTRIES)
def test_what_is_not_said_stays(first: ItemEntry, second: ItemEntry) -> None:
    known = merged(None, first)
    assume(isinstance(known, ItemEntry))  # else it names its own skus in two ways
    assert isinstance(known, ItemEntry)
    after = merged(known, second)
    if isinstance(after, ItemEntry):
        for name in ("outer_id", "title", "attributes", "free_shipping"):
            said = getattr(second, name)
            assert getattr(after, name) == (getattr(known, name) if said is None else said)


BLACK_M = SkuEntry(outer_id="D-BK-M", properties="颜色分类:黑色;尺码:M")


@pytest.mark.parametrize(
    "told",
    [
        SkuEntry(outer_id="D-BK-M", price_fen=1),
        SkuEntry(outer_id="D-BK-M", properties="颜色分类:黑色;尺码:M", price_fen=1),
        SkuEntry(properties="尺码：M ; 颜色分类：黑色", price_fen=1),  # another order, wide marks
        SkuEntry(number="5001", outer_id="D-BK-M", price_fen=1),
        SkuEntry(number="5001", properties="颜色分类:黑色;尺码:M", price_fen=1),
        SkuEntry(outer_id="NEW-CODE", properties="颜色分类:黑色;尺码:M", price_fen=1),
    ],
)
def test_one_sku_by_any_of_its_names(told: SkuEntry) -> None:
    white = SkuEntry(outer_id="D-WH-M", properties="颜色分类:白色;尺码:M")
    known = known_as(item(BLACK_M, white), item(told))
    assert [sku.price_fen for sku in known.skus] == [1, None]


def test_another_number_is_another_sku() -> None:
    known = known_as(item(replace(BLACK_M, number="5001")), item(replace(BLACK_M, number="5002")))
    assert [sku.number for sku in known.skus] == ["5001", "5002"]


def test_one_code_on_several_skus_is_told_apart_by_their_properties() -> None:
    small, large = SkuEntry(outer_id="D", properties="尺码:S"), SkuEntry(outer_id="D", properties="尺码:L")
    known = known_as(item(small), item(large), item(replace(large, price_fen=9)))
    assert [(sku.properties, sku.price_fen) for sku in known.skus] == [("尺码:S", None), ("尺码:L", 9)]
    unsure = merged(known, item(SkuEntry(outer_id="D", price_fen=1)))
    assert isinstance(unsure, Blame)
    assert "2 个规格" in unsure.reason


def test_a_row_without_a_kind_is_about_the_whole_item() -> None:
    known = known_as(item(BLACK_M, SkuEntry(outer_id="D-WH-M")), item(SkuEntry(price_fen=7)))
    assert (known.price_fen, [sku.price_fen for sku in known.skus]) == (7, [None, None])
    assert known_as(known, item(SkuEntry())) == known  # it says nothing at all


def test_an_item_without_kinds_has_one_without_a_name_which_stays_when_kinds_come() -> None:
    known = known_as(item(), item(BLACK_M))
    assert [nameless(sku) for sku in known.skus] == [True, False]


@pytest.mark.parametrize(
    ("entry", "field", "word"),
    [
        (item(price_fen=99, cost_fen=100), "price_fen", "低于成本"),
        (item(floor_fen=99, cost_fen=100), "floor_fen", "低于成本"),
        (item(SkuEntry(outer_id="A", price_fen=99), cost_fen=100), "price_fen", "低于成本"),
        (item(SkuEntry(outer_id="A", cost_fen=101), price_fen=100), "price_fen", "低于成本"),
        (item(price_fen=-1), "price_fen", "不能小于 0"),
        (item(weight_grams=10**12), "weight_grams", "不合常理"),
        (item(title="长" * 201), "title", "最多 200 个字"),
        (item(SkuEntry(number="9" * 65)), "number", "最多 64 个字"),
        (item(attributes={str(name): "x" for name in range(201)}), "attributes", "最多 200 项"),
        (ItemEntry(number=" "), "number", "没有商品编号"),
    ],
)
def test_what_cannot_be_is_blamed_on_its_field(entry: ItemEntry, field: str, word: str) -> None:
    found = blame(known_as(entry))
    assert found is not None
    assert (found.field, word in found.reason) == (field, True)


@pytest.mark.parametrize(
    "entry",
    [
        item(price_fen=100, cost_fen=100, floor_fen=100),
        item(SkuEntry(outer_id="A", price_fen=90, cost_fen=80), price_fen=200, cost_fen=150),
        item(price_fen=0, weight_grams=0),
        item(floor_fen=1),
    ],
)
def test_what_can_be_is_blamed_for_nothing(entry: ItemEntry) -> None:
    assert blame(known_as(entry)) is None


def test_texts_stand_on_one_line() -> None:
    entry = tidy(item(title=" 羊毛\n衫\x00 ", attributes={" 面料 ": "羊\t毛"}))
    assert (entry.title, entry.attributes) == ("羊毛 衫", {"面料": "羊 毛"})
