from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, SkuEntry, record_items, record_knowledge
from zhanggui.catalog.queries import all_items, categories, find_items, item_cards, items_page
from zhanggui.catalog.rules import grams, searched, words
from zhanggui.foundation.actors import program
from zhanggui.shops.queries import ShopCard

ITEMS = (
    ItemEntry(number="610001", outer_id="MY2601", title="羊毛针织衫 圆领 浅杏", category="女装"),
    ItemEntry(number="610002", outer_id="NZ2602", title="高腰牛仔裤", category="女装"),
    ItemEntry(
        number="610003",
        title="羊绒围巾 Cashmere 驼色",
        category="配件",
        skus=[SkuEntry(number="5009", outer_id="WJ-2603-TS")],
    ),
    ItemEntry(number="MY2601", title="编号正好是别人的货号"),
)


def fill(shop: ShopCard, *items: ItemEntry) -> None:
    record_items(shop_id=shop.id, items=items, by=program(shop.id), at=AT)


@pytest.mark.django_db
def test_cards_come_in_the_order_in_which_they_are_asked_for(cast: Cast) -> None:
    fill(cast.shop, *ITEMS)
    ids = [one.id for one, _ in all_items(cast.shop.id)]
    for asked in (ids, ids[::-1]):
        assert [*item_cards(cast.shop.id, asked)] == asked
    assert not item_cards(cast.other_shop.id, ids)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("610002", ["610002"]),
        (" NZ2602 ", ["610002"]),
        ("WJ-2603-TS", ["610003"]),
        ("5009", ["610003"]),
        ("MY2601", ["MY2601"]),  # a number comes before a code
        ("羊毛", ["610001"]),
        ("毛针", ["610001"]),
        ("羊", ["610003", "610001"]),
        ("圆领 羊毛", ["610001"]),
        ("圆领羊毛", []),
        ("cashmere", ["610003"]),
        ("cash 驼色", ["610003"]),
        ("my26", ["MY2601", "610001"]),
        ("ＮＺ２６", ["610002"]),
        ("羊衫", []),  # both letters are there, not the word
        ("2603-ts", ["610003"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("没有的东西", []),
    ],
)
def test_what_is_found(cast: Cast, text: str, numbers: list[str]) -> None:
    fill(cast.shop, *ITEMS)
    fill(cast.other_shop, *ITEMS)
    assert [item.number for item in find_items(cast.shop.id, text)] == numbers


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_word_of_a_text_is_found_by_its_pairs(text: str) -> None:
    plain = searched([text])
    for word in words(text):
        assert word in plain
        assert set(grams(word)) <= set(grams(plain))


@pytest.mark.django_db
def test_a_changed_title_is_found_anew(cast: Cast) -> None:
    fill(cast.shop, *ITEMS)
    fill(cast.shop, ItemEntry(number="610002", title="阔腿裤"))
    assert not find_items(cast.shop.id, "牛仔")
    assert [item.number for item in find_items(cast.shop.id, "阔腿")] == ["610002"]


@pytest.mark.django_db
def test_the_list_goes_on_behind_its_last_item_and_may_be_narrowed(cast: Cast) -> None:
    fill(cast.shop, *(ItemEntry(number=f"{one:03}", title="毛衣", category="女装") for one in range(65)))
    fill(cast.shop, *ITEMS)
    seen, after = [], None
    while True:
        page = items_page(cast.shop.id, after=after)
        seen += [item.number for item in page.items]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == 69
    assert items_page(cast.shop.id, after="nonsense").items[0].number == "MY2601"
    assert [item.number for item in items_page(cast.shop.id, category="配件").items] == ["610003"]
    assert len(items_page(cast.shop.id, text="毛衣", category="女装").items) == 30
    assert categories(cast.shop.id) == ["女装", "配件"]
    card = KnowledgeEntry(item_number="610003", features="软")
    record_knowledge(shop_id=cast.shop.id, cards=[card], by=program(cast.shop.id), at=AT)
    assert not items_page(cast.shop.id, category="配件", without_card=True).items


@pytest.mark.django_db
def test_an_export_walks_through_everything(cast: Cast) -> None:
    fill(cast.shop, *(ItemEntry(number=str(one)) for one in range(1001)))
    assert [item.number for item, _ in all_items(cast.shop.id)] == [str(one) for one in range(1001)]


@pytest.mark.django_db
def test_ten_thousand_items_are_taken_in_and_found_quickly(cast: Cast) -> None:
    """Bounds wide enough for a busy machine; the figures of 50,000 are measured apart."""
    kinds = ("针织衫", "牛仔裤", "卫衣", "半身裙", "衬衫", "羽绒服", "打底衫", "围巾", "风衣", "连衣裙")
    began = perf_counter()
    for start in range(0, 10_000, 1000):
        fill(
            cast.shop,
            *(
                ItemEntry(
                    number=f"61{one:010}", outer_id=f"K{one}", title=f"{kinds[one % 10]} 第{one}款 秋冬"
                )
                for one in range(start, start + 1000)
            ),
        )
    assert 10_000 / (perf_counter() - began) > 100
    began = perf_counter()
    assert len(find_items(cast.shop.id, "围巾")) == 20
    assert [item.outer_id for item in find_items(cast.shop.id, "第7777款")] == ["K7777"]
    assert perf_counter() - began < 10
