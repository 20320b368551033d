"""How files name goods: the columns that several templates share."""

from __future__ import annotations

from zhanggui.connectors.files.templates.columns import Column
from zhanggui.connectors.files.templates.shapes import Identifier, Shown, Text


def item_number(field: str, *, needed: bool) -> Column:
    return Column(
        field,
        "商品编号",
        Identifier(),
        ("商品ID", "宝贝ID", "宝贝编号", "数字ID", "商品数字ID", "平台商品ID", "商品编码"),
        needed=needed,
        example="612345678901",
        says="平台的商品ID,后台商品列表里能看到",
    )


ITEM_OUTER = Column(
    "item_outer_id",
    "商品货号",
    Identifier(100),
    ("货号", "款号", "外部系统编号", "商品商家编码", "宝贝商家编码", "商品外部编码"),
    example="MY2301",
    says="店里自己给商品的编码",
)
SKU_NUMBER = Column(
    "sku_number",
    "规格编号",
    Identifier(),
    ("SKUID", "SKU编号", "规格ID", "SKU_ID", "skuId"),
    example="5012345678901",
    says="平台的 SKU ID",
)
SKU_OUTER = Column(
    "sku_outer_id",
    "规格编码",
    Identifier(100),
    ("商家编码", "SKU商家编码", "规格商家编码", "SKU编码", "SKU外部编码", "规格货号"),
    example="MY2301-B-M",
    says="店里自己给规格的编码,订单里的商家编码",
)
PROPERTIES = Column(
    "properties",
    "规格",
    Text(400),
    ("SKU属性", "销售属性", "规格名称", "SKU规格", "规格属性", "颜色规格", "SKU名称"),
    example="颜色分类:黑色;尺码:M",
)
_TITLES = ("标题", "商品名称", "宝贝标题", "宝贝名称")
TITLE = Column("title", "商品标题", Text(200), _TITLES, example="羊毛针织衫 圆领套头毛衣")
TITLE_SHOWN = Column("title", "商品标题", Shown(), _TITLES)
