from __future__ import annotations

from collections.abc import Iterator

from zhanggui.catalog.queries import SkuRef
from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates import goods
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Count, Instant, Shown
from zhanggui.shops.rules import IMPORT
from zhanggui.stock.actions import StockCount, record_counts
from zhanggui.stock.queries import all_stock
from zhanggui.stock.rules import MOST

_REF = ("item_number", "sku_outer_id", "item_outer_id", "properties", "sku_number")

COLUMNS = (
    goods.item_number("item_number", needed=False),
    goods.ITEM_OUTER,
    goods.TITLE_SHOWN,
    goods.SKU_NUMBER,
    goods.SKU_OUTER,
    goods.PROPERTIES,
    Column(
        "on_hand",
        "实际库存",
        Count(MOST),
        ("在库", "在库数量", "库存", "库存数量", "库存数", "实物库存", "仓库库存", "实存"),
        example="36",
        says="仓库里真有的件数",
    ),
    Column(
        "page",
        "页面库存",
        Count(MOST),
        ("线上库存", "平台库存", "店铺库存", "宝贝库存", "前台库存"),
        example="30",
        says="买家在页面上看到的件数",
    ),
    Column(
        "counted_at",
        "盘点时间",
        Instant(),
        ("库存时间", "清点时间", "统计时间"),
        example="2026-11-20 18:30",
        says="什么时候数的;空着就是导入的时候。比已有的早,就不改",
    ),
    Column("reserved", "已占用", Shown(Count(MOST)), ("占用库存", "预留")),
    Column("last_counted_at", "上次盘点时间", Shown(Instant())),
)


def _entry(values: Values) -> StockCount:
    return StockCount(
        ref=SkuRef(**{name: values[name] for name in _REF}),
        on_hand=values["on_hand"],
        page=values["page"],
        counted_at=values["counted_at"],
    )


def _values(count: StockCount) -> Values:
    return {**vars(count), **count.ref._asdict()}


def _record(batch: Batch[StockCount]) -> Outcome:
    return Outcome.of(record_counts(shop_id=batch.shop_id, counts=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    """The column of the count's time stays empty: who changes a number here counted it now."""
    for row in all_stock(shop_id):
        yield {
            "item_number": row.item.number,
            "item_outer_id": row.item.outer_id,
            "title": row.item.title,
            "sku_number": row.sku.number,
            "sku_outer_id": row.sku.outer_id,
            "properties": row.sku.properties,
            "on_hand": row.stock.on_hand,
            "page": row.stock.page,
            "reserved": row.stock.reserved,
            "last_counted_at": row.stock.counted_at,
        }


STOCK = add_template(
    Template(
        key="stock",
        title="库存",
        capability=IMPORT,
        url_name="items",
        columns=COLUMNS,
        entry=_entry,
        values=_values,
        record=_record,
        rows=_rows,
        any_of=[[name for name in _REF if name != "properties"], ["on_hand", "page"]],
        blamed={"ref": goods.PROPERTIES.title},
        says="一个规格一行。写规格编号或规格编码就能认出是哪一个;没有的话写商品编号和规格。",
    )
)
