from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhanggui.promotions.rules.offers import Scope


@dataclass(frozen=True, slots=True)
class GoodSku:
    """`least_fen`: its floor price, or its cost where no floor is known; null: neither is known."""

    sku: str | None
    kind: str  # "黑色 M"; empty for the only one of an item
    price_fen: int | None
    least_fen: int | None


@dataclass(frozen=True, slots=True)
class Good:
    item: str
    name: str
    category: str | None
    skus: tuple[GoodSku, ...]


def held(scope: Scope, goods: Iterable[Good]) -> Iterator[Good]:
    return (good for good in goods if holds(scope, good.item, good.category))


def holds(scope: Scope, item: str, category: str | None) -> bool:
    """As `Scope.holds` of a line of the same shop, for thousands of goods."""
    if item in scope.but:
        return False
    return item in scope.items or category in scope.categories or scope.is_whole_shop


def meeting(one: Scope, other: Scope, goods: Sequence[Good]) -> str | None:
    """What two scopes both hold, as people call it: an item, a category, or "" for the whole shop. None:
    nothing that anybody knows of."""
    if one.shop != other.shop:
        return None
    named = [scope.items for scope in (one, other) if scope.items and not scope.categories]
    if len(named) == 2 and not named[0] & named[1]:
        return None
    for good in goods:
        if holds(one, good.item, good.category) and holds(other, good.item, good.category):
            return good.name
    for item in sorted(one.items | other.items):
        if holds(one, item, None) and holds(other, item, None):
            return item
    for category in sorted(one.categories | other.categories):
        if holds(one, "", category) and holds(other, "", category):
            return category
    return "" if one.is_whole_shop and other.is_whole_shop else None
