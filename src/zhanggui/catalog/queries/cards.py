from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zhanggui.catalog.models import Item, Knowledge, Sku
from zhanggui.catalog.rules import SECTION_TITLES


@dataclass(frozen=True)
class ItemCard:
    """An item; None is what nobody has said. Money in fen. The cost is not for every eye (SEE_COST)."""

    id: int
    shop_id: int
    number: str
    outer_id: str
    title: str
    category: str
    price_fen: int | None
    cost_fen: int | None
    floor_fen: int | None
    weight_grams: int | None
    attributes: Mapping[str, str]
    free_shipping: bool | None
    seven_day: bool | None
    on_sale: bool | None
    changed_at: datetime

    @property
    def name(self) -> str:
        return self.title or self.number


@dataclass(frozen=True)
class SkuCard:
    """One SKU with its own values; where it has none, its item's hold."""

    id: int
    item_id: int
    item_number: str
    item_title: str
    number: str
    outer_id: str
    properties: str
    price_fen: int | None
    cost_fen: int | None
    floor_fen: int | None
    weight_grams: int | None

    @property
    def nameless(self) -> bool:
        """Stands for an item without SKUs."""
        return not (self.number or self.outer_id or self.properties)

    @property
    def kind(self) -> str:
        """What people call it: "黑色 M"; empty for the only SKU of an item."""
        values = (pair.split(":", 1)[-1] for pair in self.properties.split(";"))
        return " ".join(values) or self.outer_id or self.number


@dataclass(frozen=True)
class KnowledgeCard:
    item_id: int
    item_number: str
    item_title: str
    sections: Mapping[str, str]  # every one of SECTIONS; empty: not written
    changed_at: datetime
    by_name: str

    @property
    def written(self) -> list[tuple[str, str, str]]:
        """(section, its title, its text) of the sections that are written."""
        return [(key, SECTION_TITLES[key], text) for key, text in self.sections.items() if text]


def card_of_item(item: Item) -> ItemCard:
    return ItemCard(
        id=item.pk,
        shop_id=item.shop_id,
        number=item.number,
        outer_id=item.outer_id or "",
        title=item.title or "",
        category=item.category or "",
        price_fen=item.price_fen,
        cost_fen=item.cost_fen,
        floor_fen=item.floor_fen,
        weight_grams=item.weight_grams,
        attributes=dict(item.attributes or ()),
        free_shipping=item.free_shipping,
        seven_day=item.seven_day,
        on_sale=item.on_sale,
        changed_at=item.changed_at,
    )


def card_of_sku(sku: Sku) -> SkuCard:
    """Of a row that was read with its item."""
    return SkuCard(
        id=sku.pk,
        item_id=sku.item_id,
        item_number=sku.item.number,
        item_title=sku.item.title or "",
        number=sku.number or "",
        outer_id=sku.outer_id or "",
        properties=sku.properties or "",
        price_fen=sku.price_fen,
        cost_fen=sku.cost_fen,
        floor_fen=sku.floor_fen,
        weight_grams=sku.weight_grams,
    )


def card_of_knowledge(knowledge: Knowledge) -> KnowledgeCard:
    """Of a row that was read with its item."""
    return KnowledgeCard(
        item_id=knowledge.item_id,
        item_number=knowledge.item.number,
        item_title=knowledge.item.title or "",
        sections=knowledge.sections,
        changed_at=knowledge.changed_at,
        by_name=knowledge.by_name,
    )
