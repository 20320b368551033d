from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.catalog.queries import ItemCard, SkuCard, all_items
from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates import goods
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Grams, Money, Pairs, Text, YesNo
from zhanggui.shops.rules import IMPORT, SEE_COST

_OF_SKU = {"sku_number": "number", "sku_outer_id": "outer_id", "properties": "properties"}
_OF_ITEM = ("title", "category", "attributes", "free_shipping", "seven_day", "on_sale")
_OF_EITHER = ("price_fen", "cost_fen", "floor_fen", "weight_grams")
_EITHER = "写了规格的行是规格自己的,没写规格的行是整个商品的"

COLUMNS = (
    goods.item_number("number", needed=True),
    goods.ITEM_OUTER,
    goods.TITLE,
    Column(
        "category",
        "一级类目",
        Text(100),
        ("类目", "商品类目", "宝贝类目", "商品分类", "所属类目"),
        example="女装",
    ),
    goods.SKU_NUMBER,
    goods.SKU_OUTER,
    goods.PROPERTIES,
    Column(
        "price_fen",
        "价格",
        Money(),
        ("一口价", "销售价", "售价", "SKU价格", "规格价格", "商品价格", "宝贝价格", "单价"),
        example="288.00",
        says=_EITHER,
    ),
    Column(
        "cost_fen",
        "成本价",
        Money(),
        ("成本", "进价", "采购价", "进货价", "成本单价"),
        example="126.50",
        says=_EITHER,
    ),
    Column(
        "floor_fen",
        "底价",
        Money(),
        ("最低价", "最低售价", "最低可售价", "限价"),
        example="239.00",
        says="客服最低可以让到的价",
    ),
    Column(
        "weight_grams",
        "重量(克)",
        Grams(),
        ("重量", "商品重量", "宝贝重量", "重量(g)", "重量(kg)", "重量(千克)", "物流重量", "物流重量(千克)"),
        example="350",
        says=_EITHER,
    ),
    Column(
        "attributes",
        "属性",
        Pairs(),
        ("商品属性", "宝贝属性", "类目属性"),
        example="材质:羊毛;季节:秋冬",
    ),
    Column(
        "free_shipping",
        "包邮",
        YesNo(("是", "包邮", "卖家承担运费"), ("否", "不包邮", "买家承担运费")),
        ("是否包邮", "运费承担"),
        example="是",
    ),
    Column(
        "seven_day",
        "七天无理由",
        YesNo(),
        ("7天无理由", "七天无理由退货", "7天无理由退货", "支持七天无理由", "支持7天无理由", "七天无理由退换"),
        example="是",
    ),
    Column(
        "on_sale",
        "在售",
        YesNo(("是", "出售中", "上架", "在售", "onsale"), ("否", "仓库中", "下架", "instock")),
        ("商品状态", "宝贝状态", "上架状态", "是否在售", "状态"),
        example="是",
    ),
)


def _entry(values: Values) -> ItemEntry:
    sku = {name: values[field] for field, name in _OF_SKU.items() if values[field] is not None}
    either = {name: values[name] for name in _OF_EITHER}
    item: dict[str, Any] = {name: values[name] for name in _OF_ITEM}
    skus = (SkuEntry(**sku, **either),) if sku else ()
    return ItemEntry(
        number=values["number"],
        outer_id=values["item_outer_id"],
        skus=skus,
        **item,
        **({} if sku else either),
    )


def _values(item: ItemEntry) -> Values:
    values: dict[str, Any] = {**vars(item), "item_outer_id": item.outer_id}
    for sku in item.skus:
        values |= {field: getattr(sku, name) for field, name in _OF_SKU.items()}
        values |= {name: getattr(sku, name) for name in _OF_EITHER}
    return values


def _record(batch: Batch[ItemEntry]) -> Outcome:
    return Outcome.of(record_items(shop_id=batch.shop_id, items=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for item, skus in all_items(shop_id):
        yield from _rows_of(item, [sku for sku in skus if not sku.nameless])


def _rows_of(item: ItemCard, skus: list[SkuCard]) -> Iterator[Values]:
    """A row for each SKU, the item's own cells in the first. What belongs to the item alone, though a SKU
    could have its own, needs a row without a SKU."""
    about = {name: getattr(item, name) for name in _OF_ITEM}
    about["attributes"] = item.attributes or None
    about["item_outer_id"] = item.outer_id
    own = {name: getattr(item, name) for name in _OF_EITHER}
    if not skus or any(value is not None for value in own.values()):
        yield {"number": item.number, **about, **own}
        about = {}
    for sku in skus:
        of_sku = {field: getattr(sku, name) for field, name in _OF_SKU.items()}
        either = {name: getattr(sku, name) for name in _OF_EITHER}
        yield {"number": item.number, **about, **of_sku, **either}
        about = {}


ITEMS = add_template(
    Template(
        key="items",
        title="商品和规格",
        capability=IMPORT,
        url_name="items",
        columns=COLUMNS,
        entry=_entry,
        values=_values,
        record=_record,
        rows=_rows,
        any_of=[[*_OF_EITHER, *(name for name in _OF_ITEM if name != "title")]],
        carried="number",
        carried_by=tuple(_OF_SKU),
        export_needs=(SEE_COST,),
        blamed={"skus": goods.PROPERTIES.title, "outer_id": goods.ITEM_OUTER.title},
        says="一个规格一行;同一个商品的几行挨着写,商品自己的格子只写第一行就可以。",
    )
)
