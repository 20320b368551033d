from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.catalog.queries import SkuRef, skus_for
from zhanggui.foundation.actors import program
from zhanggui.foundation.recorded import Recorded
from zhanggui.shops.queries import ShopCard
from zhanggui.stock.actions import CannotReserve, StockCount, record_counts, reserve
from zhanggui.stock.models import Reservation, Stock
from zhanggui.stock.queries import StockCard, all_stock, reserved_for, stock_of

pytestmark = pytest.mark.django_db

BLACK, WHITE = SkuRef("1001", "D-BK"), SkuRef("1001", "D-WH")


def goods(shop: ShopCard) -> dict[str, int]:
    """{SKU's code: its id} of a jumper in two colours and a scarf without SKUs."""
    skus = (
        SkuEntry(outer_id="D-BK", properties="颜色:黑色"),
        SkuEntry(outer_id="D-WH", properties="颜色:白色"),
    )
    items = [ItemEntry(number="1001", outer_id="D", skus=skus), ItemEntry(number="1002", outer_id="S")]
    record_items(shop_id=shop.id, items=items, by=program(shop.id), at=AT)
    found = skus_for(shop.id, [BLACK, WHITE, SkuRef("1002")])
    return {name: card.id for name, card in zip(("D-BK", "D-WH", "S"), found, strict=True) if card}


def count(shop: ShopCard, *counts: StockCount, minutes: int = 0) -> Recorded:
    at = AT + timedelta(minutes=minutes)
    return record_counts(shop_id=shop.id, counts=counts, by=program(shop.id), at=at)


def hold(shop: ShopCard, wanted: Mapping[str, Mapping[int, int]]) -> None:
    reserve(shop_id=shop.id, wanted=wanted, by=program(shop.id), at=AT)


def of(sku_id: int) -> StockCard:
    return stock_of([sku_id])[sku_id]


@pytest.mark.seed(46, 47)
def test_two_numbers_are_kept_and_what_is_promised_is_not_for_sale(cast: Cast) -> None:
    black = goods(cast.shop)["D-BK"]
    done = count(cast.shop, StockCount(ref=BLACK, on_hand=10, page=9, counted_at=AT))
    hold(cast.shop, {"order-1": {black: 2}, "order-2": {black: 1}})
    assert done == Recorded(new=1)
    assert of(black) == StockCard(10, 3, 7, 9, AT, AT)
    assert of(black).oversold


def test_what_nobody_counted_is_not_said(cast: Cast) -> None:
    white = goods(cast.shop)["D-WH"]
    assert of(white) == StockCard(None, 0, None, None, None, None)
    count(cast.shop, StockCount(ref=WHITE, page=4))
    assert of(white) == StockCard(None, 0, None, 4, None, AT)
    assert not of(white).oversold


def test_the_same_counts_twice_change_nothing(cast: Cast) -> None:
    goods(cast.shop)
    counts = [StockCount(ref=BLACK, on_hand=3), StockCount(ref=SkuRef("1002"), on_hand=0, page=0)]
    assert count(cast.shop, *counts) == Recorded(new=2)
    before = list(Stock.objects.order_by("pk").values())
    assert count(cast.shop, *counts, minutes=5) == Recorded(unchanged=2)
    assert list(Stock.objects.order_by("pk").values()) == before


def test_an_older_count_never_undoes_a_newer_one(cast: Cast) -> None:
    black = goods(cast.shop)["D-BK"]
    count(cast.shop, StockCount(ref=BLACK, on_hand=5, counted_at=AT))
    older = StockCount(ref=BLACK, on_hand=9, page=8, counted_at=AT - timedelta(hours=1))
    assert count(cast.shop, older, minutes=1) == Recorded(changed=1)  # nobody had said what the page offers
    assert (of(black).on_hand, of(black).page) == (5, 8)
    assert count(cast.shop, older, minutes=1) == Recorded(unchanged=1)


def test_what_fits_no_sku_or_several_is_refused_and_the_rest_goes_in(cast: Cast) -> None:
    black = goods(cast.shop)["D-BK"]
    done = count(
        cast.shop,
        StockCount(ref=SkuRef("1001", "no such"), on_hand=1),
        StockCount(ref=SkuRef("1001"), on_hand=1),
        StockCount(ref=SkuRef(), on_hand=1),
        StockCount(ref=BLACK, on_hand=-1),
        StockCount(ref=BLACK, page=10**10),
        StockCount(ref=BLACK, on_hand=1),
    )
    assert [(one.place, one.field) for one in done.refused] == [
        (0, "ref"),
        (1, "ref"),
        (2, "ref"),
        (3, "on_hand"),
        (4, "page"),
    ]
    assert "2 个规格" in done.refused[1].reason
    assert (done.new, of(black).on_hand) == (1, 1)


def test_another_shops_goods_are_not_counted(cast: Cast) -> None:
    goods(cast.other_shop)
    assert count(cast.shop, StockCount(ref=BLACK, on_hand=1)).refused
    with pytest.raises(ValueError, match="cannot count"):
        record_counts(shop_id=cast.shop.id, counts=[], by=program(cast.other_shop.id), at=AT)


def test_reserving_sets_exactly_what_is_wanted(cast: Cast) -> None:
    ids = goods(cast.shop)
    hold(cast.shop, {"one": {ids["D-BK"]: 1, ids["S"]: 2}, "two": {ids["D-BK"]: 5}})
    hold(cast.shop, {"one": {ids["D-BK"]: 3}})
    assert reserved_for(cast.shop.id, "one") == {ids["D-BK"]: 3}
    assert of(ids["D-BK"]).reserved == 8
    hold(cast.shop, {"one": {}, "never": {}})
    assert reserved_for(cast.shop.id, "one") == {}
    assert reserved_for(cast.shop.id, "two") == {ids["D-BK"]: 5}


def test_reserving_twice_writes_once(cast: Cast) -> None:
    wanted = {"one": {goods(cast.shop)["S"]: 2}}
    hold(cast.shop, wanted)
    before = list(Reservation.objects.values())
    reserve(shop_id=cast.shop.id, wanted=wanted, by=program(cast.shop.id), at=AT + timedelta(days=1))
    assert list(Reservation.objects.values()) == before


def test_another_shops_goods_are_not_reserved(cast: Cast) -> None:
    foreign = goods(cast.other_shop)["S"]
    with pytest.raises(CannotReserve):
        hold(cast.shop, {"one": {foreign: 1}})
    with pytest.raises(CannotReserve):
        hold(cast.shop, {"one": {goods(cast.shop)["S"]: 0}})
    with pytest.raises(ValueError, match="cannot reserve"):
        reserve(shop_id=cast.shop.id, wanted={}, by=program(cast.other_shop.id), at=AT)
    assert not Reservation.objects.exists()


def test_two_shops_may_have_orders_of_one_number(cast: Cast) -> None:
    ours, theirs = goods(cast.shop)["S"], goods(cast.other_shop)["S"]
    hold(cast.shop, {"one": {ours: 1}})
    hold(cast.other_shop, {"one": {theirs: 2}})
    hold(cast.shop, {"one": {}})
    assert (of(ours).reserved, of(theirs).reserved) == (0, 2)


def test_an_export_has_every_sku(cast: Cast) -> None:
    goods(cast.shop)
    goods(cast.other_shop)
    count(cast.shop, StockCount(ref=WHITE, on_hand=2))
    rows = [(row.item.number, row.sku.outer_id, row.stock.on_hand) for row in all_stock(cast.shop.id)]
    assert rows == [("1001", "D-BK", None), ("1001", "D-WH", 2), ("1002", "", None)]
