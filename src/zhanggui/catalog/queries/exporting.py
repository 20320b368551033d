"""Everything of a shop, some hundred rows at a time: an export's memory does not grow with the shop."""

from __future__ import annotations

from collections.abc import Iterator

from zhanggui.catalog.models import Item, Knowledge
from zhanggui.catalog.queries.cards import (
    ItemCard,
    KnowledgeCard,
    SkuCard,
    card_of_item,
    card_of_knowledge,
)
from zhanggui.catalog.queries.goods import skus_of_items

_TOGETHER = 500


def all_items(shop_id: int) -> Iterator[tuple[ItemCard, list[SkuCard]]]:
    """Every item with its SKUs, first known first."""
    last = 0
    while True:
        rows = Item.objects.filter(shop_id=shop_id, pk__gt=last).defer("searched", "grams").order_by("pk")
        items = [card_of_item(row) for row in rows[:_TOGETHER]]
        skus = skus_of_items([item.id for item in items])
        for item in items:
            yield item, skus[item.id]
        if len(items) < _TOGETHER:
            return
        last = items[-1].id


def all_knowledge(shop_id: int) -> Iterator[KnowledgeCard]:
    """Every card that is written, by the order of the items."""
    last = 0
    while True:
        rows = Knowledge.objects.filter(item__shop_id=shop_id, item_id__gt=last)
        cards = [
            card_of_knowledge(row) for row in rows.select_related("item").order_by("item_id")[:_TOGETHER]
        ]
        yield from (card for card in cards if card.written)
        if len(cards) < _TOGETHER:
            return
        last = cards[-1].item_id
