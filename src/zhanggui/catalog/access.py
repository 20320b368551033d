"""The only way a page gets goods: those of the member's own shop, the cost only for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import Http404

from zhanggui.catalog.queries import ItemCard, SkuCard, item_card, skus_of_items
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_COST, SEE_ORDERS


@dataclass(frozen=True)
class Goods:
    """An item with its SKUs as one member may see them."""

    item: ItemCard
    skus: Sequence[SkuCard]

    @property
    def kinds(self) -> list[SkuCard]:
        """The SKUs that have a name."""
        return [sku for sku in self.skus if not sku.nameless]

    @property
    def price(self) -> tuple[int, int] | None:
        return self._span("price_fen")

    @property
    def floor(self) -> tuple[int, int] | None:
        return self._span("floor_fen")

    @property
    def cost(self) -> tuple[int, int] | None:
        return self._span("cost_fen")

    @property
    def weight(self) -> tuple[int, int] | None:
        return self._span("weight_grams")

    def _span(self, name: str) -> tuple[int, int] | None:
        """The lowest and the highest; a SKU without a value of its own has its item's."""
        said = list(self._said(name))
        return (min(said), max(said)) if said else None

    def _said(self, name: str) -> Iterator[int]:
        for sku in self.skus:
            own, of_item = getattr(sku, name), getattr(self.item, name)
            if own is not None or of_item is not None:
                yield of_item if own is None else own


def goods_for(staff: StaffCard, item_id: int) -> Goods:
    """An item of the member's own shop; 404 for any other."""
    item = item_card(item_id) if staff.may(SEE_ORDERS) else None
    if item is None or item.shop_id != staff.shop_id:
        raise Http404
    return seen_goods(staff, [item])[0]


def seen_goods(staff: StaffCard, items: Sequence[ItemCard]) -> list[Goods]:
    """Items of the member's shop as that member may see them."""
    skus = skus_of_items([item.id for item in items])
    goods = [Goods(item, skus[item.id]) for item in items if item.shop_id == staff.shop_id]
    return goods if staff.may(SEE_COST) else [_without_cost(one) for one in goods]


def _without_cost(goods: Goods) -> Goods:
    return Goods(replace(goods.item, cost_fen=None), [replace(sku, cost_fen=None) for sku in goods.skus])
