"""What is bought together: counted like by hand, from paid orders only."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, cast

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.models import Item
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_lines, record_orders, recount_together
from zhanggui.orders.queries import bought_with
from zhanggui.orders.rules.together import bought_together

__all__ = ["cast"]
BASKETS = st.lists(st.frozensets(st.integers(1, 8), max_size=5), max_size=25)


@pytest.mark.seed(2)
@given(BASKETS, st.integers(1, 4))
def test_pairs_are_counted_like_by_hand(baskets: list[frozenset[int]], least: int) -> None:
    found = bought_together(baskets, least=least, most=99)
    by_hand = {
        (one, other): sum({one, other} <= basket for basket in baskets)
        for one, other in permutations(range(1, 9), 2)
    }
    assert {(pair.item_id, pair.other_id): pair.orders for pair in found} == {
        key: number for key, number in by_hand.items() if number >= least
    }
    for pair in found:
        assert pair.orders <= pair.item_orders == sum(pair.item_id in basket for basket in baskets)


@given(BASKETS, st.integers(1, 3))
def test_few_are_kept_and_those_are_the_most_often(baskets: list[frozenset[int]], most: int) -> None:
    whole = bought_together(baskets, least=1, most=99)
    few = bought_together(baskets, least=1, most=most)
    for item_id in range(1, 9):
        all_of = [pair for pair in whole if pair.item_id == item_id]
        assert [pair for pair in few if pair.item_id == item_id] == all_of[:most]
        assert [pair.orders for pair in all_of] == sorted((pair.orders for pair in all_of), reverse=True)


def test_an_order_of_everything_says_nothing_of_any_two() -> None:
    assert bought_together([frozenset(range(31))] * 9, least=1, most=9) == []


@pytest.mark.seed(2)
@pytest.mark.django_db
def test_the_job_counts_paid_orders_of_the_last_days(cast: Cast) -> None:
    entries = [ItemEntry(number=f"61000000000{place}", title=f"商品{place}") for place in range(1, 4)]
    record_items(shop_id=cast.shop.id, items=entries, by=cast.manager.actor, at=AT)
    ids = dict(Item.objects.values_list("number", "pk"))
    by = program(cast.shop.id)
    paid, unpaid = TradeStatus.WAIT_SELLER_SEND_GOODS, TradeStatus.WAIT_BUYER_PAY
    orders = [(paid, 1, (1, 2))] * 3 + [(paid, 1, (1, 3))] * 2 + [(unpaid, 1, (1, 3)), (paid, 200, (1, 3))]
    for place, (status, days, items) in enumerate(orders):
        number, at = f"223195834912{place:04d}", AT - timedelta(days=days)
        told = OrderSnapshot(
            number=number,
            status=status,
            status_text="",
            created_at=at,
            paid_at=at if status == paid else None,
            seen_at=at,
            buyer_nick=f"买家{place}",
        )
        record_orders(shop_id=cast.shop.id, snapshots=[told], by=by, at=AT)
        lines = [
            LineSnapshot(order_number=number, item_number=f"61000000000{item}", quantity=1, seen_at=at)
            for item in items
        ]
        record_lines(shop_id=cast.shop.id, snapshots=lines, by=by, at=AT)
    for _ in range(2):
        assert recount_together(shop_id=cast.shop.id, at=AT) == 2
    (card,) = bought_with(cast.shop.id, ids["610000000001"])
    assert (card.other_id, card.orders, card.item_orders) == (ids["610000000002"], 3, 5)
    assert bought_with(cast.shop.id, ids["610000000003"]) == []
