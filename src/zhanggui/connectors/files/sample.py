"""A made-up ExportOrderList of 2017 for the demo shop: nobody in it exists."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.connectors.files.sample_goods import GOODS
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.money import yuan

# The header as the platform wrote it in 2017, with its stray spaces.
HEADER_2017 = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,"
    "买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,"
    "订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,"
    "卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,"
    "是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店"
)
COLUMNS_2017 = tuple(HEADER_2017.split(","))
LINES_2017 = (
    "订单编号",
    "标题",
    "价格",
    "购买数量",
    "外部系统编号",
    "商品属性",
    "套餐信息",
    "备注",
    "订单状态",
    "商家编码",
)
_BARE = tuple(name.strip() for name in COLUMNS_2017)

_ALWAYS = {
    "买家支付积分": "0",
    "返点积分": "0",
    "买家实际支付积分": "0",
    "运送方式": "快递",
    "宝贝种类": "1",
    "店铺Id": "0",
    "店铺名称": "示例店铺",
    "订单关闭原因": "订单未关闭",
    "卖家服务费": "0",
    "买家服务费": "0元",
    "是否手机订单": "手机订单",
    "是否上传合同照片": "否",
    "是否上传小票": "否",
    "是否代付": "否",
    "退款金额": "0.00",
}
# Not in quotes of their own: the platform writes them as ="..." so that a spreadsheet keeps the text.
_WRAPPED = frozenset({"订单编号", "特权订金订单id"})

_PEOPLE = (
    ("云朵朵2019", "云朵"),
    ("小米粥", "米小周"),
    ("南风", "南枫"),
    ("jojo要早睡", "周早早"),
    ("阿远", "远小山"),
    ("暖暖妈", "温暖暖"),
    ("t_8832_west", "西小门"),
    ("青柠不酸", "柠小青"),
    ("山里的鹿", "鹿鸣"),
    ("橘子汽水88", "橘小苏"),
    ("慢慢来_", "曼小来"),
    ("大白兔不白", "白小图"),
)
_PLACES = (
    "浙江省 杭州市 西湖区",
    "广东省 广州市 越秀区",
    "上海 上海市 浦东新区",
    "四川省 成都市 武侯区",
    "湖北省 武汉市 洪山区",
    "北京 北京市 朝阳区",
)
_REMARKS = ("", "", "", "改 XL; 送洗衣袋 A12", "买家要顺丰,已补 12 元 A07", "和上一单合并发 A12")
_MESSAGES = ("", "", "", "", "请发顺丰,谢谢", "送人的,麻烦包好一点", "吊牌不要剪")
_COURIERS = (("圆通速递", "YT"), ("中通快递", "75"), ("顺丰速运", "SF"), ("韵达快递", "43"))

_UNPAID, _TO_SHIP, _SHIPPED, _DONE, _REFUNDED, _CLOSED = (
    "等待买家付款",
    "买家已付款，等待卖家发货",
    "卖家已发货，等待买家确认",
    "交易成功",
    "退款后交易关闭",
    "未付款交易关闭",
)
REFUNDS = (
    *("退款编号", "订单编号", "支付宝交易号", "订单付款时间", "商品编码", "退款完结时间"),
    *("买家实际支付金额", "宝贝标题", "买家退款金额", "手工退款/系统退款", "是否需要退货"),
    *("退款的申请时间", "退款状态", "货物状态", "客服介入状态", "买家退款原因", "买家退款说明"),
)
_REASONS = ("不喜欢/效果不好", "尺寸拍错/不喜欢", "快递一直未送达", "质量问题")
_ASKED = (
    ("买家已经申请退款，等待卖家同意", "买家未收到货", "否"),
    ("买家已经申请退款，等待卖家同意", "买家已收到货", "是"),
    ("买家已经退货，等待卖家确认收货", "买家已退货", "是"),
    ("卖家已经同意退款，等待买家退货", "买家已收到货", "是"),
)


@dataclass(frozen=True)
class _Age:
    """Where an order of this age may stand."""

    hours: tuple[int, int]
    standing: tuple[str, ...]


_AGES = (
    _Age((0, 3), (_UNPAID, _UNPAID, _TO_SHIP)),
    _Age((3, 30), (_TO_SHIP, _TO_SHIP, _SHIPPED)),
    _Age((30, 200), (_SHIPPED, _SHIPPED, _CLOSED, _REFUNDED)),
    _Age((300, 4000), (_DONE, _DONE, _DONE, _DONE, _REFUNDED, _CLOSED)),
)


def demo_orders_name(at: datetime) -> str:
    return f"ExportOrderList{at.astimezone(SHANGHAI):%Y%m%d%H%M}.csv"


def demo_orders_csv(seed: int, at: datetime) -> bytes:
    """About sixty orders of a dozen made-up buyers as they would stand at `at`; same seed, same file."""
    return export_2017(_demo_rows(seed, at))


def demo_lines_csv(seed: int, at: datetime) -> bytes:
    """The ExportOrderDetailList of 2017 of these orders: one kind of each item that they name."""
    by_title = {good.title: good for good in GOODS}
    rows = [",".join(f'"{name}"' for name in LINES_2017)]
    for order in _demo_rows(seed, at):
        chance = random.Random(order["订单编号"])  # noqa: S311 - made-up goods, no secret
        for title in order["宝贝标题"].split("，"):
            good = by_title[title]
            code, properties = chance.choice(good.skus or [("", "")])
            line = {
                "标题": title,
                "价格": yuan(good.price_fen),
                "购买数量": "1",
                "外部系统编号": good.code,
                "商品属性": properties.replace(":", "："),  # as the platform writes it
                "订单状态": order["订单状态"],
                "商家编码": code,
            }
            cells = [f'"{line.get(name, "")}"' for name in LINES_2017[1:]]
            rows.append(",".join([f'="{order["订单编号"]}"', *cells]))
    return ("\r\n".join(rows) + "\r\n").encode("gb18030")


def demo_refunds_csv(seed: int, at: datetime) -> bytes:
    """Tmall's refund export of these orders: those that were refunded, and some of which the shop has to
    decide within the next hours."""
    rows = [",".join(REFUNDS)]
    for order in _demo_rows(seed, at):
        chance = random.Random(order["订单编号"])  # noqa: S311 - made-up refunds, no secret
        is_over = order["退款金额"] != "0.00"
        if not is_over and (order["订单状态"] != _SHIPPED or chance.random() < 0.5):
            continue
        applied = at - timedelta(minutes=chance.randint(30, 2_400))
        status, goods, needs_return = ("退款成功", "买家未收到货", "否") if is_over else chance.choice(_ASKED)
        cells = {
            "退款编号": f'="{chance.randint(10**16, 10**17 - 1)}"',
            "订单编号": f'="{order["订单编号"]}"',
            "订单付款时间": order["订单付款时间"],
            "退款完结时间": _wall(applied + timedelta(minutes=20)) if is_over else "",
            "买家实际支付金额": order["买家实际支付金额"],
            "宝贝标题": order["宝贝标题"],
            "买家退款金额": order["总金额"],
            "是否需要退货": needs_return,
            "退款的申请时间": _wall(applied),
            "退款状态": status,
            "货物状态": goods,
            "客服介入状态": "不需客服介入",
            "买家退款原因": chance.choice(_REASONS),
        }
        rows.append(",".join(cells.get(name, "") for name in REFUNDS))
    return ("\r\n".join(rows) + "\r\n").encode("gb18030")


def _demo_rows(seed: int, at: datetime) -> list[dict[str, str]]:
    chance = random.Random(seed)  # noqa: S311 - made-up goods, no secret
    rows = []
    for person, (nick, receiver) in enumerate(_PEOPLE):
        ages = [*_AGES, _AGES[3]] if person % 2 else [_AGES[person // 2 % 3], *_AGES[1:]]
        rows += [_demo_row(chance, nick, receiver, person, age, at) for age in ages]
    return sorted(rows, key=lambda row: row["订单创建时间"], reverse=True)


def export_2017(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows (by column name without its padding) as the platform wrote the file: GB18030, CRLF."""
    lines = [HEADER_2017, *(",".join(_cell(name, row) for name in _BARE) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def _cell(name: str, row: Mapping[str, str]) -> str:
    text = row.get(name, _ALWAYS.get(name, ""))
    if name in _WRAPPED:
        return f'="{text}"'
    return '"' + text.replace('"', '""') + '"'


def _demo_row(
    chance: random.Random, nick: str, receiver: str, person: int, age: _Age, at: datetime
) -> dict[str, str]:
    standing = chance.choice(age.standing)
    created = at - timedelta(minutes=chance.randint(age.hours[0] * 60 + 4, age.hours[1] * 60))
    paid = min(created + timedelta(minutes=chance.randint(1, 90)), at)
    basket = chance.sample(GOODS, chance.choice((1, 1, 1, 2)))
    goods = sum(good.price_fen for good in basket)
    postage = chance.choice((0, 0, 0, 1000))
    total = f"{(goods + postage) // 100}.{(goods + postage) % 100:02d}"
    was_paid = standing not in {_UNPAID, _CLOSED}
    courier, mark = chance.choice(_COURIERS)
    sent = standing in {_SHIPPED, _DONE}
    return {
        "订单编号": str(chance.randint(10**15, 10**16 - 1)),
        "买家会员名": nick,
        "买家支付宝账号": f"demo{person:02d}@example.com",
        "买家应付货款": yuan(goods).replace(",", ""),
        "买家应付邮费": yuan(postage),
        "总金额": total,
        "买家实际支付金额": total if was_paid else "0.00",
        "订单状态": "交易关闭" if standing in {_REFUNDED, _CLOSED} else standing,
        "买家留言": chance.choice(_MESSAGES),
        "收货人姓名": receiver,
        "收货地址": f"{_PLACES[person % len(_PLACES)]} 示例路{person + 1}号(000000)",
        "联系手机": f"'138000000{person:02d}",
        "订单创建时间": _wall(created),
        "订单付款时间": _wall(paid) if was_paid else "",
        "宝贝标题": "，".join(good.title for good in basket),
        "宝贝种类": str(len(basket)),
        "宝贝总数量": str(len(basket)),
        "物流单号": f"No:{mark}{chance.randint(10**11, 10**12 - 1)}" if sent else "",
        "物流公司": courier if sent else "",
        "订单备注": chance.choice(_REMARKS),
        "订单关闭原因": {_REFUNDED: "退款", _CLOSED: "买家未付款"}.get(standing, "订单未关闭"),
        "退款金额": total if standing == _REFUNDED else "0.00",
    }


def _wall(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
