from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from zhanggui.catalog.models import Item, Knowledge, Sku
from zhanggui.catalog.queries.cards import (
    ItemCard,
    KnowledgeCard,
    SkuCard,
    card_of_item,
    card_of_knowledge,
    card_of_sku,
)
from zhanggui.foundation.once import once


@once
def item_card(item_id: int) -> ItemCard | None:
    item = Item.objects.filter(pk=item_id).first()
    return card_of_item(item) if item else None


def item_by_number(shop_id: int, number: str) -> ItemCard | None:
    item = Item.objects.filter(shop_id=shop_id, number=number).first()
    return card_of_item(item) if item else None


def items_of_numbers(shop_id: int, numbers: Collection[str]) -> dict[str, int]:
    """{number: item} of those that are the shop's."""
    rows = Item.objects.filter(shop_id=shop_id, number__in=list(numbers))
    return dict(rows.values_list("number", "pk")) if numbers else {}


@once
def item_cards(shop_id: int, item_ids: Collection[int]) -> dict[int, ItemCard]:
    """Those of the items that are the shop's, in the order in which they are asked for."""
    rows = Item.objects.filter(shop_id=shop_id, pk__in=list(item_ids))
    found = {row.pk: card_of_item(row) for row in rows}
    return {one: found[one] for one in item_ids if one in found}


def goods_of_category(
    shop_id: int, category: str, *, limit: int = 300
) -> list[tuple[ItemCard, KnowledgeCard | None]]:
    """The items of a first-level category that are not taken off sale, newest first, each with its card; of
    every category for ""."""
    rows = Item.objects.filter(shop_id=shop_id).exclude(on_sale=False)
    if category:
        rows = rows.filter(category=category)
    items = [card_of_item(row) for row in rows.defer("searched", "grams").order_by("-id")[:limit]]
    found = Knowledge.objects.select_related("item").filter(item_id__in=[one.id for one in items])
    known = {row.item_id: card_of_knowledge(row) for row in found}
    return [(item, known.get(item.id)) for item in items]


def sku_cards(sku_ids: Collection[int]) -> dict[int, SkuCard]:
    return {row.pk: card_of_sku(row) for row in _with_items().filter(pk__in=list(sku_ids))}


def skus_of_shop(shop_id: int, sku_ids: Collection[int]) -> set[int]:
    """Those of the SKUs that are the shop's."""
    return set(Sku.objects.filter(shop_id=shop_id, pk__in=list(sku_ids)).values_list("pk", flat=True))


@once
def skus_of_items(item_ids: Collection[int]) -> dict[int, list[SkuCard]]:
    """The SKUs of each item in the order in which they became known; a nameless one only where it is the
    only one."""
    found: dict[int, list[SkuCard]] = {item_id: [] for item_id in item_ids}
    for row in _with_items().filter(item_id__in=list(item_ids)).order_by("id"):
        found[row.item_id].append(card_of_sku(row))
    return {item_id: [one for one in skus if not one.nameless] or skus for item_id, skus in found.items()}


def _with_items() -> QuerySet[Sku]:
    """SKUs with what their cards tell of their items."""
    sku = ("number", "outer_id", "properties", "price_fen", "cost_fen", "floor_fen", "weight_grams")
    return Sku.objects.select_related("item").only("item_id", *sku, "item__number", "item__title")


def knowledge_cards(item_ids: Collection[int]) -> dict[int, KnowledgeCard]:
    """The cards of those items of which anything is written."""
    rows = Knowledge.objects.select_related("item").filter(item_id__in=list(item_ids))
    return {row.item_id: card_of_knowledge(row) for row in rows if any(row.sections.values())}


@once
def knowledge_card(item_id: int) -> KnowledgeCard | None:
    """The item's card; None while nothing is written."""
    row = Knowledge.objects.select_related("item").filter(item_id=item_id).first()
    return card_of_knowledge(row) if row and any(row.sections.values()) else None
