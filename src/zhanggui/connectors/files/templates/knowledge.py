from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zhanggui.catalog.actions import KnowledgeEntry, record_knowledge
from zhanggui.catalog.queries import all_knowledge
from zhanggui.catalog.rules import SECTION_LETTERS, SECTION_TITLES, SECTIONS
from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates import goods
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Text
from zhanggui.shops.rules import IMPORT

_ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "features": ("特点", "商品特点", "产品特点", "商品特征"),
        "functions": ("功效", "商品功能", "产品功能", "用途"),
        "cautions": ("注意", "使用注意", "洗护说明", "使用说明"),
        "material": ("面料", "成分", "材料", "材质成分"),
        "size_chart": ("尺码", "尺寸表", "尺码说明", "尺码对照表"),
        "brand_audience": ("品牌", "适用人群", "人群", "品牌和人群", "品牌人群"),
        "matching": ("搭配商品", "关联商品", "搭配推荐", "搭配建议"),
        "advantages": ("卖点", "优点", "商品优势", "产品优势"),
        "glossary": ("专业术语", "名词解释", "术语解释"),
    }
)
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "features": "圆领套头,略宽松",
        "functions": "保暖,不扎",
        "cautions": "30 度以下手洗,不可烘干",
        "material": "70% 绵羊毛,30% 粘纤",
        "size_chart": "M 胸围 104 / L 108 / XL 112",
        "brand_audience": "25 到 35 岁通勤",
        "matching": "612345678902",
        "advantages": "抗起球三级",
        "glossary": "粘纤:木浆做的纤维",
    }
)

COLUMNS = (
    goods.item_number("item_number", needed=True),
    goods.TITLE_SHOWN,
    *(
        Column(
            section,
            title,
            Text(SECTION_LETTERS, lines=True),
            _ALIASES.get(section, ()),
            example=_EXAMPLES.get(section, ""),
            says="商品编号或标题,一行一个" if section == "matching" else "",
        )
        for section, title in SECTION_TITLES.items()
    ),
)


def _entry(values: Values) -> KnowledgeEntry:
    return KnowledgeEntry(**values)


def _record(batch: Batch[KnowledgeEntry]) -> Outcome:
    return Outcome.of(record_knowledge(shop_id=batch.shop_id, cards=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for card in all_knowledge(shop_id):
        yield {"item_number": card.item_number, "title": card.item_title, **card.sections}


KNOWLEDGE = add_template(
    Template(
        key="knowledge",
        title="商品知识卡",
        capability=IMPORT,
        url_name="items",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        any_of=[SECTIONS],
        says="一个商品一行;商品要先导入。",
    )
)
