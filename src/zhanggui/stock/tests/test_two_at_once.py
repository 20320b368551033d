from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from tests.cast import AT

from zhanggui.catalog.models import Item, Sku
from zhanggui.foundation.actors import program
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard
from zhanggui.stock.actions import StockCount, record_counts, reserve
from zhanggui.stock.models import Reservation, Stock
from zhanggui.stock.queries import reserved_for, stock_of
from zhanggui.stock.tests.test_actions import BLACK, WHITE, goods


@pytest.fixture
def shop(transactional_db: None) -> Iterator[ShopCard]:  # noqa: ARG001 - two connections must see it
    yield open_shop(slug="first", name="示例店", platform="taobao", at=AT)
    for table in (Reservation, Stock, Sku, Item):
        table.objects.all().delete()


def at_once(*verbs: Callable[[], object]) -> None:
    start = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> None:
        start.wait(timeout=30)
        try:
            verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        for done in [threads.submit(run, verb) for verb in verbs]:
            done.result(timeout=30)


def test_two_who_reserve_for_the_same_orders_never_mix(shop: ShopCard) -> None:
    ids = goods(shop)
    numbers = [f"order-{one}" for one in range(100)]

    def hold(sku_id: int, order: list[str]) -> None:
        wanted = {number: {sku_id: 1} for number in order}
        reserve(shop_id=shop.id, wanted=wanted, by=program(shop.id), at=AT)

    for _ in range(3):
        at_once(
            lambda: hold(ids["D-BK"], numbers),
            lambda: hold(ids["D-WH"], numbers[::-1]),
            lambda: hold(ids["S"], numbers[50:] + numbers[:50]),
        )
        # Each order holds what one of them wanted, never two of them.
        assert [len(reserved_for(shop.id, number)) for number in numbers] == [1] * 100


def test_of_two_counts_at_once_the_newer_stands(shop: ShopCard) -> None:
    ids = goods(shop)

    def count(on_hand: int, minutes: int, *, backwards: bool) -> None:
        refs = [WHITE, BLACK] if backwards else [BLACK, WHITE]
        told_at = AT + timedelta(minutes=minutes)
        counts = [StockCount(ref=ref, on_hand=on_hand, counted_at=told_at) for ref in refs]
        record_counts(shop_id=shop.id, counts=counts, by=program(shop.id), at=AT)

    for again in range(5):
        at_once(
            lambda again=again: count(1, again * 10, backwards=False),  # type: ignore[misc]
            lambda again=again: count(2, again * 10 + 5, backwards=True),  # type: ignore[misc]
        )
        assert [stock_of([ids[key]])[ids[key]].on_hand for key in ("D-BK", "D-WH")] == [2, 2]
