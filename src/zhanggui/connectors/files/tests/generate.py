"""Made-up ExportOrderList files of 2017: seeded, and hostile on demand. Nobody in them exists."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from zhanggui.connectors.files.sample import HEADER_2017, export_2017

_STATUSES = (
    ("交易成功", True, "订单未关闭"),
    ("卖家已发货，等待买家确认", True, "订单未关闭"),
    ("买家已付款，等待卖家发货", True, "订单未关闭"),
    ("等待买家付款", False, "订单未关闭"),
    ("交易关闭", False, "买家未付款"),
    ("交易关闭", True, "退款"),
)
FIRST_NUMBER = 35153131473290000


def rows(
    count: int, *, seed: int = 2017, start: str = "2017-07-08 00:42:32", first: int = FIRST_NUMBER
) -> Iterator[dict[str, str]]:
    """`count` rows, one order a minute; the same seed gives the same rows."""
    chance = random.Random(seed)  # noqa: S311 - made-up rows, no secret
    created = datetime.fromisoformat(start)
    for place in range(count):
        status, paid, reason = chance.choice(_STATUSES)
        goods, postage = chance.randint(1, 99999), chance.choice((0, 0, 1000))
        total = _money(goods + postage)
        who = chance.randint(0, max(count // 3, 1))
        created += timedelta(minutes=1)
        yield {
            "订单编号": str(first + place),
            "买家会员名": f"tb_test{who:05d}",
            "买家应付货款": _money(goods),
            "买家应付邮费": _money(postage),
            "总金额": total,
            "买家实际支付金额": total if paid else "0.00",
            "订单状态": status,
            "买家留言": chance.choice(("", "请发顺丰", '他说"快点"，谢谢')),
            "收货人姓名": f"测试{who % 97}",
            "收货地址": f"广东省 广州市 越秀区 示例路{who % 90}号(000000)",
            "联系手机": f"'1380000{who % 10000:04d}",
            "订单创建时间": f"{created}",
            "订单付款时间": f"{created + timedelta(seconds=7)}" if paid else "",
            "宝贝标题": "示例商品甲，示例商品乙" if chance.random() < 0.2 else "示例商品甲",
            "宝贝总数量": str(chance.randint(1, 4)),
            "物流单号": f"No:{chance.randint(10**11, 10**12 - 1)}" if status.startswith("卖家") else "",
            "物流公司": "圆通速递" if status.startswith("卖家") else "",
            "订单备注": chance.choice(("", "改 M", "=1+1 买家说的")),
            "订单关闭原因": reason,
            "退款金额": total if reason == "退款" else "0.00",
        }


def order_list(count: int, *, seed: int = 2017) -> bytes:
    return export_2017(rows(count, seed=seed))


def one_row(**cells: str) -> bytes:
    """A file of one plain row with these cells instead of its own."""
    return export_2017([{**PLAIN, **cells}])


def file_of(*lines: str, encoding: str = "gb18030") -> io.BytesIO:
    """The header and these lines as they are."""
    return io.BytesIO("\r\n".join([HEADER_2017, *lines, ""]).encode(encoding))


def line_of(**cells: str) -> str:
    """One plain row as text, without its line end."""
    return one_row(**cells).decode("gb18030").split("\r\n", 1)[1].removesuffix("\r\n")


PLAIN = {
    "订单编号": "35153131473290001",
    "买家会员名": "tb_test01",
    "买家支付宝账号": "a@example.com",
    "买家应付货款": "201.12",
    "买家应付邮费": "0.00",
    "总金额": "201.12",
    "买家实际支付金额": "201.12",
    "订单状态": "买家已付款，等待卖家发货",
    "收货人姓名": "张三",
    "收货地址": "广东省 广州市 越秀区 某街道1号(510180)",
    "联系手机": "'13900000000",
    "订单创建时间": "2017-07-08 00:42:32",
    "订单付款时间": "2017-07-08 00:42:39",
    "宝贝标题": "示例商品",
    "宝贝总数量": "1",
}


def _money(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
