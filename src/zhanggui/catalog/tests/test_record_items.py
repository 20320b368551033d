from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.catalog.models import Item, Sku
from zhanggui.catalog.queries import SkuRef, all_items, items_for, items_titled, skus_for, skus_of_items
from zhanggui.foundation.actors import program
from zhanggui.foundation.recorded import Recorded
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

JUMPER = ItemEntry(
    number="1001",
    outer_id="D",
    title="羊毛针织衫",
    category="女装",
    price_fen=28800,
    cost_fen=12000,
    floor_fen=25000,
    weight_grams=420,
    attributes={"面料": "羊毛", "厚薄": "常规"},
    free_shipping=True,
    seven_day=True,
    on_sale=True,
    skus=(
        SkuEntry(number="5001", outer_id="D-BK", properties="颜色:黑色"),
        SkuEntry(outer_id="D-WH", properties="颜色:白色", price_fen=29800),
    ),
)


def record(shop: ShopCard, *items: ItemEntry, minutes: int = 0) -> Recorded:
    at = AT + timedelta(minutes=minutes)
    return record_items(shop_id=shop.id, items=items, by=program(shop.id), at=at)


def rows() -> list[dict[str, Any]]:
    tables = (Item.objects.order_by("pk"), Sku.objects.order_by("pk"))
    return [dict(row) for table in tables for row in table.values()]


@pytest.mark.seed(41, 43)
@pytest.mark.django_db
def test_all_that_a_file_says_is_kept(cast: Cast) -> None:
    assert record(cast.shop, JUMPER) == Recorded(new=1)
    ((item, skus),) = all_items(cast.shop.id)
    assert (item.number, item.outer_id, item.title, item.category) == ("1001", "D", "羊毛针织衫", "女装")
    assert (item.price_fen, item.cost_fen, item.floor_fen, item.weight_grams) == (28800, 12000, 25000, 420)
    assert list(item.attributes) == ["面料", "厚薄"]  # in the order of the file
    assert (item.free_shipping, item.seven_day, item.on_sale) == (True, True, True)
    assert [(sku.number, sku.outer_id, sku.kind, sku.price_fen) for sku in skus] == [
        ("5001", "D-BK", "黑色", None),
        ("", "D-WH", "白色", 29800),
    ]


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    record(cast.shop, JUMPER, ItemEntry(number="1002"))
    before = rows()
    assert record(cast.shop, JUMPER, ItemEntry(number="1002"), minutes=5) == Recorded(unchanged=2)
    assert rows() == before


@pytest.mark.django_db
def test_one_item_may_come_in_many_rows_and_many_batches(cast: Cast) -> None:
    def row(kind: str) -> ItemEntry:
        return ItemEntry(number="1001", skus=[SkuEntry(outer_id=f"D-{kind}", properties=f"尺码:{kind}")])

    assert record(cast.shop, row("S"), row("M"), row("S")) == Recorded(new=1, changed=1, unchanged=1)
    assert record(cast.shop, row("L"), ItemEntry(number="1001", title="毛衣")) == Recorded(changed=2)
    ((item, skus),) = all_items(cast.shop.id)
    assert (item.title, [sku.kind for sku in skus]) == ("毛衣", ["S", "M", "L"])


@pytest.mark.django_db
def test_two_rows_that_say_and_unsay_are_no_change_the_second_time(cast: Cast) -> None:
    both = (ItemEntry(number="1", title="甲"), ItemEntry(number="1", title="乙"))
    record(cast.shop, *both)
    before = rows()
    assert record(cast.shop, *both, minutes=1) == Recorded(unchanged=2)
    assert rows() == before


@pytest.mark.django_db
def test_what_is_not_said_is_not_known_and_is_no_zero(cast: Cast) -> None:
    record(cast.shop, ItemEntry(number="1001"))
    ((item, (sku,)),) = all_items(cast.shop.id)
    assert (item.price_fen, item.free_shipping, item.title) == (None, None, "")
    assert (sku.nameless, sku.price_fen) == (True, None)


@pytest.mark.django_db
def test_bad_entries_stay_out_and_the_rest_goes_in(cast: Cast) -> None:
    done = record(
        cast.shop,
        ItemEntry(number="1", price_fen=100, cost_fen=200),
        JUMPER,
        ItemEntry(number="  "),
        ItemEntry(number="1001", price_fen=11999),  # below the cost that the row above said
        ItemEntry(number="2", skus=[SkuEntry(outer_id="A", price_fen=-1)]),
    )
    assert [(one.place, one.field) for one in done.refused] == [
        (0, "price_fen"),
        (2, "number"),
        (3, "price_fen"),
        (4, "price_fen"),
    ]
    assert "低于成本 120.00" in done.refused[2].reason
    assert (done.new, list(Item.objects.values_list("number", flat=True))) == (1, ["1001"])


@pytest.mark.django_db
def test_a_new_item_of_which_every_row_is_refused_leaves_nothing_behind(cast: Cast) -> None:
    twins = (SkuEntry(outer_id="A", properties="x:1"), SkuEntry(outer_id="A", properties="x:2"))
    unsure = ItemEntry(number="1", skus=[*twins, SkuEntry(outer_id="A", price_fen=1)])
    assert [one.place for one in record(cast.shop, unsure).refused] == [0]
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_shops_do_not_share_numbers(cast: Cast) -> None:
    record(cast.shop, JUMPER)
    assert record(cast.other_shop, ItemEntry(number="1001", title="别家的")) == Recorded(new=1)
    assert [item.title for item, _ in all_items(cast.shop.id)] == ["羊毛针织衫"]
    with pytest.raises(ValueError, match="cannot record items"):
        record_items(shop_id=cast.shop.id, items=[], by=program(cast.other_shop.id), at=AT)


@pytest.mark.django_db
def test_nothing_to_record_is_nothing(cast: Cast) -> None:
    assert record(cast.shop) == Recorded()


@pytest.mark.django_db
def test_a_batch_is_a_few_statements_whatever_its_size(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    items = [
        ItemEntry(number=str(one), title=f"商品 {one}", skus=[SkuEntry(outer_id=f"S{one}-{kind}")])
        for one in range(300)
        for kind in range(3)
    ]
    with django_assert_max_num_queries(9):
        assert record(cast.shop, *items) == Recorded(new=300, changed=600)
    refs = [SkuRef(str(one), f"S{one}-1") for one in range(300)]
    with django_assert_max_num_queries(2):
        assert all(skus_for(cast.shop.id, refs))


@pytest.mark.django_db
def test_lines_find_their_goods(cast: Cast) -> None:
    record(cast.shop, JUMPER, ItemEntry(number="1002", outer_id="S", title="围巾"))
    record(cast.other_shop, JUMPER)
    found = skus_for(
        cast.shop.id,
        [
            (None, "D-WH", "D", "颜色：白色"),
            (None, "S", None, None),
            ("1001", None, None, None),
            (None, None, None, None),
        ],
    )
    assert [sku.kind if sku else None for sku in found] == ["白色", "", None, None]
    ids = dict(Item.objects.filter(shop_id=cast.shop.id).values_list("number", "pk"))
    assert items_for(cast.shop.id, [SkuRef("1001"), SkuRef(None, "D-BK"), SkuRef("9")]) == [
        ids["1001"],
        ids["1001"],
        None,
    ]
    assert items_titled(cast.shop.id, ["围巾", "没有"]) == {"围巾": ids["1002"]}


@pytest.mark.django_db
def test_a_nameless_sku_is_seen_only_as_long_as_it_is_the_only_one(cast: Cast) -> None:
    record(cast.shop, ItemEntry(number="1"))
    item_id = Item.objects.get().pk
    assert [sku.nameless for sku in skus_of_items([item_id])[item_id]] == [True]
    record(cast.shop, ItemEntry(number="1", skus=[SkuEntry(outer_id="A")]))
    assert [sku.outer_id for sku in skus_of_items([item_id])[item_id]] == ["A"]
    assert Sku.objects.count() == 2


# Two at once


@pytest.fixture
def shop(transactional_db: None) -> Iterator[ShopCard]:  # noqa: ARG001 - two connections must see it
    yield open_shop(slug="first", name="示例店", platform="taobao", at=AT)
    Sku.objects.all().delete()
    Item.objects.all().delete()


def test_two_files_with_the_same_items_at_once_lose_nothing(shop: ShopCard) -> None:
    start = Barrier(2)

    def bring(kind: str) -> Recorded:
        entries = [
            ItemEntry(number=str(one), skus=[SkuEntry(outer_id=f"{one}-{kind}")]) for one in range(200)
        ]
        start.wait(timeout=30)
        try:
            return record(shop, *(entries if kind == "a" else reversed(entries)))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(bring, "ab"))
    assert sum(one.new for one in done) == 200
    assert sum(one.changed for one in done) == 200
    assert not [one.refused for one in done if one.refused]
    assert (Item.objects.count(), Sku.objects.count()) == (200, 400)
