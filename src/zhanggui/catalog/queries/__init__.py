from zhanggui.catalog.queries.cards import ItemCard, KnowledgeCard, SkuCard
from zhanggui.catalog.queries.exporting import all_items, all_knowledge
from zhanggui.catalog.queries.facts import ItemFacts, facts_of_items
from zhanggui.catalog.queries.finding import (
    ItemPage,
    categories,
    find_items,
    items_page,
    matching_items,
    with_card,
)
from zhanggui.catalog.queries.goods import (
    goods_of_category,
    item_by_number,
    item_card,
    item_cards,
    items_of_numbers,
    knowledge_card,
    knowledge_cards,
    sku_cards,
    skus_of_items,
    skus_of_shop,
)
from zhanggui.catalog.queries.lists import (
    BUYER_ITEMS,
    ITEM_PARTS,
    BuyerItems,
    ItemPart,
    item_parts,
    items_of_buyer,
)
from zhanggui.catalog.queries.matching import items_for, items_titled, match_skus, skus_for
from zhanggui.catalog.rules import SkuRef

__all__ = [
    "BUYER_ITEMS",
    "ITEM_PARTS",
    "BuyerItems",
    "ItemCard",
    "ItemFacts",
    "ItemPage",
    "ItemPart",
    "KnowledgeCard",
    "SkuCard",
    "SkuRef",
    "all_items",
    "all_knowledge",
    "categories",
    "facts_of_items",
    "find_items",
    "goods_of_category",
    "item_by_number",
    "item_card",
    "item_cards",
    "item_parts",
    "items_for",
    "items_of_buyer",
    "items_of_numbers",
    "items_page",
    "items_titled",
    "knowledge_card",
    "knowledge_cards",
    "match_skus",
    "matching_items",
    "sku_cards",
    "skus_for",
    "skus_of_items",
    "skus_of_shop",
    "with_card",
]
