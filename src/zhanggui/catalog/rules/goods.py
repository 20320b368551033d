"""An item as it is told, and as it is known after several tellings. None: not said."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

from zhanggui.catalog.rules.matching import properties_key, properties_text
from zhanggui.foundation.money import yuan

LONGEST: Mapping[str, int] = MappingProxyType(
    {"number": 64, "outer_id": 100, "title": 200, "category": 100, "properties": 400}
)
_ATTRIBUTES = 200  # of one item
_MOST_FEN = 10**13
_MOST_GRAMS = 10**8
_MONEY = ("price_fen", "cost_fen", "floor_fen")
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "number": "编号",
        "outer_id": "商家编码",
        "title": "标题",
        "category": "类目",
        "properties": "规格",
        "price_fen": "价格",
        "cost_fen": "成本",
        "floor_fen": "底价",
        "weight_grams": "重量",
    }
)


@dataclass(frozen=True, kw_only=True)
class SkuEntry:
    """One SKU. `properties` as the exports write them: "颜色分类:黑色;尺码:M"."""

    number: str | None = None
    outer_id: str | None = None
    properties: str | None = None
    price_fen: int | None = None
    cost_fen: int | None = None
    floor_fen: int | None = None
    weight_grams: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """One item with the SKUs that this telling names: one, many, or none. `number` is the platform's."""

    number: str
    outer_id: str | None = None
    title: str | None = None
    category: str | None = None
    price_fen: int | None = None
    cost_fen: int | None = None
    floor_fen: int | None = None
    weight_grams: int | None = None
    attributes: Mapping[str, str] | None = None
    free_shipping: bool | None = None
    seven_day: bool | None = None
    on_sale: bool | None = None
    skus: Sequence[SkuEntry] = ()


@dataclass(frozen=True)
class Blame:
    """Why an entry stays out: the field that is to blame, and a sentence for the person."""

    field: str
    reason: str


Entry = TypeVar("Entry", ItemEntry, SkuEntry)


def nameless(sku: SkuEntry) -> bool:
    """Stands for an item without SKUs, so that its stock has a place."""
    return not (sku.number or sku.outer_id or sku.properties)


def tidy(entry: ItemEntry) -> ItemEntry:
    """Texts on one line, properties written in one way; an identity that is empty is not said."""
    return replace(
        _on_one_line(entry),
        attributes=None
        if entry.attributes is None
        else {_line(name): _line(text) for name, text in entry.attributes.items()},
        skus=tuple(_tidy_sku(sku) for sku in entry.skus),
    )


def _tidy_sku(sku: SkuEntry) -> SkuEntry:
    sku = _on_one_line(sku)
    properties = None if sku.properties is None else properties_text(sku.properties)
    return replace(
        sku, number=sku.number or None, outer_id=sku.outer_id or None, properties=properties or None
    )


def _on_one_line(entry: Entry) -> Entry:
    texts: dict[str, Any] = {name: _line(text) for name, text in _said(entry) if isinstance(text, str)}
    return replace(entry, **texts)


def _line(text: str) -> str:
    shown = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text)
    return " ".join(shown.split())


def _said(entry: ItemEntry | SkuEntry) -> Iterator[tuple[str, Any]]:
    for field in fields(entry):
        value = getattr(entry, field.name)
        if value is not None and field.name != "skus":
            yield field.name, value


def merged(known: ItemEntry | None, told: ItemEntry) -> ItemEntry | Blame:
    """What is known after a telling. SKUs that were known keep their places, new ones come behind them.

    What is told of a SKU without a name is told of the whole item.
    """
    once = _after(known, told)
    # SKUs that name each other are refused: the same file would say something else the next time.
    if isinstance(once, ItemEntry) and told.skus and _after(once, told) != once:
        return Blame("skus", "这些规格的编号、编码和颜色尺码互相矛盾,请核对")
    return once


def _after(known: ItemEntry | None, told: ItemEntry) -> ItemEntry | Blame:
    item = replace(known, **dict(_said(told))) if known else told
    skus = list(known.skus) if known else []
    for sku in told.skus:
        if nameless(sku):
            item = replace(item, **dict(_said(sku)))
            continue
        place = _place(skus, sku)
        if isinstance(place, Blame):
            return place
        if place is None:
            skus.append(sku)
        else:
            skus[place] = replace(skus[place], **dict(_said(sku)))
    return replace(item, skus=tuple(skus or (SkuEntry(),)))


def _place(skus: Sequence[SkuEntry], told: SkuEntry) -> int | Blame | None:
    """Where the told SKU is known: by its number, else by its outer id, else by its properties.

    Another number is another SKU; an outer id may have been changed by the shop.
    """
    named = [place for place, sku in enumerate(skus) if not nameless(sku)]
    apart = [place for place in named if not _other_number(skus[place], told)]
    alike = [place for place in apart if _same_properties(skus[place], told)]
    ways = (
        [place for place in apart if told.number and skus[place].number == told.number],
        [place for place in apart if _same_outer(skus[place], told)],
        alike,
    )
    found = next((way for way in ways if way), [])
    closest = [place for place in found if place in alike] or found
    code = told.outer_id or told.properties or told.number
    if len(closest) > 1:
        return Blame("skus", f"有 {len(closest)} 个规格都是 {code},分不清是哪一个,请写上规格编号或颜色尺码")
    if any(way and closest[0] not in way for way in ways):
        return Blame("skus", f"{code} 的编码和颜色尺码分属两个已有的规格,请核对")
    return closest[0] if closest else None


def _other_number(known: SkuEntry, told: SkuEntry) -> bool:
    return bool(known.number and told.number and known.number != told.number)


def _same_outer(known: SkuEntry, told: SkuEntry) -> bool:
    """The same outer id; shops write one code on several SKUs, then the properties tell them apart."""
    if not told.outer_id or known.outer_id != told.outer_id:
        return False
    return not (known.properties and told.properties) or _same_properties(known, told)


def _same_properties(known: SkuEntry, told: SkuEntry) -> bool:
    return bool(told.properties) and properties_key(known.properties) == properties_key(told.properties)


def blame(item: ItemEntry) -> Blame | None:
    """What is wrong with an item as it would be known, if anything."""
    if not item.number:
        return Blame("number", "没有商品编号")
    if found := _wrong_value(item):
        return found
    if item.attributes and len(item.attributes) > _ATTRIBUTES:
        return Blame("attributes", f"属性最多 {_ATTRIBUTES} 项")
    for sku in item.skus:
        if found := _wrong_value(sku):
            return found
        own = replace(sku, **{name: _effective(item, sku, name) for name in _MONEY})
        if found := _below_cost(own):
            return found
    return _below_cost(item)


def _effective(item: ItemEntry, sku: SkuEntry, name: str) -> Any:
    own = getattr(sku, name)
    return getattr(item, name) if own is None else own


def _wrong_value(entry: ItemEntry | SkuEntry) -> Blame | None:
    for name, value in _said(entry):
        if name in LONGEST and len(value) > LONGEST[name]:
            return Blame(name, f"{_TITLES[name]}最多 {LONGEST[name]} 个字")
        most = _MOST_GRAMS if name == "weight_grams" else _MOST_FEN
        if name in {*_MONEY, "weight_grams"} and not 0 <= value <= most:
            return Blame(name, f"{_TITLES[name]}{'不能小于 0' if value < 0 else '大得不合常理'}")
    return None


def _below_cost(entry: ItemEntry | SkuEntry) -> Blame | None:
    for name in ("price_fen", "floor_fen"):
        value = getattr(entry, name)
        if entry.cost_fen is not None and value is not None and value < entry.cost_fen:
            return Blame(
                name, f"{_TITLES[name]} {yuan(value)} 低于成本 {yuan(entry.cost_fen)},卖一件亏一件,请核对"
            )
    return None
