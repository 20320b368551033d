"""What is bought together: counted from the goods of past orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

MOST_KINDS = 30  # an order of more kinds says little of any two, and has hundreds of pairs


@dataclass(frozen=True)
class Together:
    """`orders` of the `item_orders` orders with the item had the other in it as well."""

    item_id: int
    other_id: int
    orders: int
    item_orders: int


def bought_together(baskets: Iterable[frozenset[int]], *, least: int, most: int) -> list[Together]:
    """For each item the `most` others that are in most of its orders, of those that are in `least` at the
    least; the most first, and of equals the one that is rarer by itself: it goes with the item, and not with
    everything."""
    singly: Counter[int] = Counter()
    both: Counter[tuple[int, int]] = Counter()
    for basket in baskets:
        singly.update(basket)
        if len(basket) <= MOST_KINDS:
            both.update(combinations(sorted(basket), 2))
    others: dict[int, list[Together]] = {}
    for (one, other), orders in both.items():
        if orders >= least:
            others.setdefault(one, []).append(Together(one, other, orders, singly[one]))
            others.setdefault(other, []).append(Together(other, one, orders, singly[other]))
    return [
        pair
        for item_id in sorted(others)
        for pair in sorted(
            others[item_id], key=lambda pair: (-pair.orders, singly[pair.other_id], pair.other_id)
        )[:most]
    ]
