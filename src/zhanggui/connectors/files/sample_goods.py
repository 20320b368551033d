"""The goods of the demo shop: none of them can be bought anywhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Good:
    """One listing; `kinds` are (end of the SKU's code, properties). Without kinds it has no SKUs."""

    number: str
    code: str
    title: str
    category: str
    price_fen: int
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def skus(self) -> list[tuple[str, str]]:
        """(code, properties) of each SKU."""
        return [(f"{self.code}-{end}", properties) for end, properties in self.kinds]


def _sizes(colour: str, *sizes: str) -> tuple[tuple[str, str], ...]:
    return tuple((size, f"颜色分类:{colour};尺码:{size}") for size in sizes)


WOMEN, ACCESSORIES = "女装/女士精品", "服饰配件/皮带/帽子/围巾"
GOODS = (
    Good(
        "610000000001",
        "MY2601",
        "羊毛针织衫 圆领套头毛衣 浅杏",
        WOMEN,
        28800,
        _sizes("浅杏", "M", "L", "XL", "2XL"),
    ),
    Good(
        "610000000002",
        "NZ2602",
        "高腰牛仔裤 直筒九分 深蓝",
        WOMEN,
        16900,
        _sizes("深蓝", "26", "27", "28", "29"),
    ),
    Good("610000000003", "WY2603", "连帽卫衣 加绒 雾灰", WOMEN, 13900, _sizes("雾灰", "M", "L", "XL")),
    Good("610000000004", "QZ2604", "半身长裙 垂感百褶 墨绿", WOMEN, 15800, _sizes("墨绿", "S", "M", "L")),
    Good("610000000005", "CS2605", "纯棉衬衫 宽松 米白", WOMEN, 11900, _sizes("米白", "M", "L", "XL")),
    Good("610000000006", "YR2606", "轻薄羽绒服 短款 黑色", WOMEN, 39900, _sizes("黑色", "M", "L", "XL")),
    Good(
        "610000000007",
        "DD2607",
        "打底衫 莫代尔 高领",
        WOMEN,
        5900,
        (
            ("BK", "颜色分类:黑色;尺码:均码"),
            ("WH", "颜色分类:白色;尺码:均码"),
            ("GY", "颜色分类:雾灰;尺码:均码"),
        ),
    ),
    Good("610000000008", "WJ2608", "羊绒围巾 素色 驼色", ACCESSORIES, 19900),
)
