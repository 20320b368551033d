"""Open lists: which goods concern a buyer, and what rooms above know of an item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhanggui.foundation.lists import OpenList
from zhanggui.foundation.once import once


@dataclass(frozen=True)
class BuyerItems:
    """A way in which items concern a buyer. `items` takes (shop id, buyer id) and answers ids of items, the
    most telling first."""

    key: str
    items: Callable[[int, int], Sequence[int]]


@dataclass(frozen=True)
class ItemPart:
    """A part of an item's page and card. `url_name` names a view that takes an item's id and answers a
    fragment."""

    key: str
    title: str
    url_name: str
    rank: int


BUYER_ITEMS: OpenList[BuyerItems] = OpenList("items of a buyer")
ITEM_PARTS: OpenList[ItemPart] = OpenList("parts of an item")


@once
def items_of_buyer(shop_id: int, buyer_id: int) -> list[int]:
    """The items that concern the buyer, each once, in the order of the ways."""
    return list(dict.fromkeys(one for way in BUYER_ITEMS for one in way.items(shop_id, buyer_id)))


def item_parts() -> list[ItemPart]:
    return sorted(ITEM_PARTS, key=lambda part: part.rank)
