"""What reckoning needs of every item of a shop at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhanggui.catalog.models import Item, Sku


@dataclass(frozen=True)
class ItemFacts:
    """`costs` by the SKU's outer id; `cost_fen` where the SKU says nothing."""

    category: str | None
    cost_fen: int | None
    costs: dict[str, int] = field(default_factory=dict)

    def cost_of(self, sku_outer_id: str | None) -> int | None:
        return self.costs.get(sku_outer_id, self.cost_fen) if sku_outer_id else self.cost_fen


def facts_of_items(shop_id: int) -> dict[str, ItemFacts]:
    """By the item's number."""
    costs: dict[int, dict[str, int]] = {}
    priced = Sku.objects.filter(shop_id=shop_id, cost_fen__isnull=False, outer_id__gt="")
    for item_id, outer_id, fen in priced.values_list("item_id", "outer_id", "cost_fen"):
        costs.setdefault(item_id, {})[str(outer_id)] = int(fen or 0)
    rows = Item.objects.filter(shop_id=shop_id).values_list("pk", "number", "category", "cost_fen")
    return {
        number: ItemFacts(category or None, cost, costs.get(item_id, {}))
        for item_id, number, category, cost in rows
    }
