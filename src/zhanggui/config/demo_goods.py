"""What the demo shop knows of its goods: prices, cards, and how many there are."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, SkuEntry, record_items, record_knowledge
from zhanggui.catalog.queries import SkuRef
from zhanggui.connectors.files.sample_goods import GOODS, Good
from zhanggui.foundation.actors import program
from zhanggui.stock.actions import StockCount, record_counts

# By the item's code: attributes, grams.
_ATTRIBUTES: dict[str, tuple[dict[str, str], int]] = {
    "MY2601": ({"面料": "70% 绵羊毛 30% 粘纤", "领型": "圆领", "厚薄": "常规"}, 420),
    "NZ2602": ({"面料": "98% 棉 2% 氨纶", "腰型": "高腰", "裤长": "九分"}, 560),
    "WY2603": ({"面料": "80% 棉 20% 聚酯", "里料": "加绒"}, 680),
    "QZ2604": ({"面料": "聚酯纤维", "裙长": "84 厘米"}, 380),
    "CS2605": ({"面料": "100% 棉", "版型": "宽松"}, 260),
    "YR2606": ({"面料": "锦纶", "充绒量": "M 码 92 克", "含绒量": "90%"}, 510),
    "DD2607": ({"面料": "95% 莫代尔 5% 氨纶", "领型": "高领"}, 180),
    "WJ2608": ({"面料": "100% 山羊绒", "尺寸": "180 × 32 厘米"}, 160),
}
_CARDS = (
    KnowledgeEntry(
        item_number="610000000001",
        features="圆领套头,落肩,袖口和下摆罗纹收口;浅杏比图片略暖一点。",
        functions="春秋单穿,冬天打底,不扎皮肤。",
        cautions="第一次洗会有少量浮色,请单独手洗,水温 30 度以下;平铺晾干,不要挂晒、不要烘干。",
        material="70% 绵羊毛,30% 粘纤;做过抗起球处理,腋下和袖口摩擦多的地方仍会轻微起球。",
        size_chart="M 胸围 100 衣长 58\nL 胸围 106 衣长 60\nXL 胸围 112 衣长 62\n2XL 胸围 118 衣长 63\n"
        "160 斤左右穿 XL 合身,喜欢宽松选 2XL。平铺测量,误差 1-2 厘米。",
        brand_audience="本店自有款,适合 25-40 岁、通勤和居家都要穿的人。",
        matching="610000000002\n610000000008",
        advantages="同价位多是 30% 羊毛;这款 70%,并有抗起球检测报告。",
        glossary="抗起球 3-4 级:国标分 1 到 5 级,数字越大越不容易起球。",
    ),
    KnowledgeEntry(
        item_number="610000000002",
        features="高腰直筒,九分长,后腰有松紧。",
        cautions="深色牛仔前两次洗会掉色,请反面单独洗。",
        material="98% 棉,2% 氨纶,有一点弹力。",
        size_chart="26 腰围 66\n27 腰围 69\n28 腰围 72\n29 腰围 75\n单位厘米,平铺测量。",
        matching="610000000001\n连帽卫衣",
    ),
    KnowledgeEntry(
        item_number="610000000006",
        features="短款立领,可以收进自带的小袋。",
        functions="0 到 10 度外穿,更冷的天做内胆。",
        cautions="不要干洗;手洗后平铺,晾干再轻轻拍松。",
        material="面料锦纶,填充 90% 白鸭绒。",
        size_chart="M 胸围 108\nL 胸围 112\nXL 胸围 116",
        glossary="蓬松度 650:一盎司羽绒撑开的体积,数字越大越轻越暖。",
    ),
    KnowledgeEntry(
        item_number="610000000008",
        features="素色双面,可作披肩。",
        cautions="只能干洗或用羊绒洗剂冷水手洗。",
        material="100% 山羊绒。",
        matching="610000000001",
    ),
)
# By the SKU's code: on hand, page stock. What is missing has not been counted yet.
_STOCK: dict[str, tuple[int | None, int | None]] = {
    "MY2601-M": (12, 10),
    "MY2601-L": (9, 9),
    "MY2601-XL": (3, 6),
    "MY2601-2XL": (0, 0),
    "NZ2602-26": (20, 20),
    "NZ2602-27": (18, 15),
    "NZ2602-28": (7, 7),
    "NZ2602-29": (None, 5),
    "WY2603-M": (30, 25),
    "WY2603-L": (26, 25),
    "WY2603-XL": (11, 10),
    "QZ2604-S": (6, 5),
    "QZ2604-M": (8, 8),
    "QZ2604-L": (2, 4),
    "CS2605-M": (40, 40),
    "CS2605-L": (35, 30),
    "YR2606-M": (14, 10),
    "YR2606-L": (16, 12),
    "YR2606-XL": (5, 5),
    "DD2607-BK": (60, 50),
    "DD2607-WH": (44, 40),
    "WJ2608": (22, 20),
}


def stock_goods(shop_id: int, at: datetime) -> None:
    """Items, cards and counts of the demo shop."""
    by = program(shop_id)
    record_items(shop_id=shop_id, items=[_item(good) for good in GOODS], by=by, at=at)
    record_knowledge(shop_id=shop_id, cards=_CARDS, by=by, at=at)
    counts = [count for good in GOODS for count in _counts(good, at - timedelta(hours=3))]
    record_counts(shop_id=shop_id, counts=counts, by=by, at=at)


def _item(good: Good) -> ItemEntry:
    attributes, grams = _ATTRIBUTES[good.code]
    return ItemEntry(
        number=good.number,
        outer_id=good.code,
        title=good.title,
        category=good.category,
        price_fen=good.price_fen,
        cost_fen=good.price_fen * 45 // 10000 * 100,  # whole yuan
        floor_fen=good.price_fen * 75 // 10000 * 100,
        weight_grams=grams,
        attributes=attributes,
        free_shipping=good.price_fen >= 10000,
        seven_day=True,
        on_sale=True,
        skus=[SkuEntry(outer_id=code, properties=properties) for code, properties in good.skus],
    )


def _counts(good: Good, counted_at: datetime) -> list[StockCount]:
    skus = good.skus or [(good.code, "")]
    return [
        StockCount(
            ref=SkuRef(item_number=good.number, sku_outer_id=code if good.kinds else None),
            on_hand=_STOCK[code][0],
            page=_STOCK[code][1],
            counted_at=counted_at,
        )
        for code, _ in skus
        if code in _STOCK
    ]
