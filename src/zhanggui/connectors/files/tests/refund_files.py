"""Made-up refund exports of both families, seeded, and hostile on demand. Nobody in them exists."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from openpyxl import Workbook

# The names that Tmall's export was seen to have, some with a slash.
TMALL = (
    *(
        "退款编号",
        "订单编号",
        "支付宝交易号",
        "订单付款时间 ",
        "商品编码",
        "退款完结时间",
        "买家实际支付金额",
        "宝贝标题 ",
    ),
    *(
        "买家退款金额",
        "手工退款/系统退款",
        "是否需要退货",
        "退款的申请时间",
        "退款状态",
        "货物状态",
        "发货物流信息",
    ),
    *("客服介入状态", "卖家真实姓名", "卖家真实姓名_新", "买家退款原因", "买家退款说明", "部分退款/全部退款"),
)
# Of the workbook's 53 columns these are known by name; the others stand in for what is not.
KNOWN_2025 = (
    *(
        "订单编号",
        "退款编号",
        "支付单号",
        "订单付款时间",
        "商品id",
        "商品编码",
        "退款完结时间",
        "买家实际支付金额",
    ),
    *(
        "宝贝标题",
        "买家退款金额",
        "退款总额",
        "退款申请时间",
        "退款状态",
        "货物状态",
        "售后类型",
        "买家退款原因",
    ),
    *("退给买家金额", "退给平台金额"),
)
WORKBOOK_2025 = (*KNOWN_2025, *(f"其他列{place}" for place in range(len(KNOWN_2025) + 1, 54)))

PLAIN = {
    "退款编号": "77880000000000001",
    "订单编号": "35153131473290001",
    "支付宝交易号": "2017070821001001000000000001",
    "订单付款时间": "2017-07-08 00:42:39",
    "商品编码": "ZZ-001",
    "买家实际支付金额": "201.12",
    "宝贝标题": "示例商品",
    "买家退款金额": "100.50",
    "手工退款/系统退款": "手工退款",
    "是否需要退货": "否",
    "退款的申请时间": "2017-07-10 10:00:00",
    "退款状态": "买家已经申请退款，等待卖家同意",
    "货物状态": "买家未收到货",
    "发货物流信息": "圆通速递 880000000001",
    "客服介入状态": "不需客服介入",
    "卖家真实姓名": "张*",
    "卖家真实姓名_新": "张*",
    "买家退款原因": "不想要了",
    "买家退款说明": '买家说"不要了"',
    "部分退款/全部退款": "部分退款",
}
PLAIN_2025 = {
    "订单编号": "4035153131473290001",
    "退款编号": "177880000000000001",
    "支付单号": "2026112121001001000000000001",
    "订单付款时间": "2026-11-19 09:00:00",
    "商品id": "700000000001",
    "商品编码": "ZZ-001",
    "买家实际支付金额": "201.12",
    "宝贝标题": "示例商品",
    "买家退款金额": "201.12",
    "退款总额": "201.12",
    "退款申请时间": "2026-11-21 10:00:00",
    "退款状态": "待商家处理",
    "货物状态": "未发货",
    "售后类型": "仅退款",
    "买家退款原因": "拍错/多拍",
    "退给买家金额": "200.00",
    "退给平台金额": "1.12",
}
_STANDS = (
    ("退款成功", True),
    ("退款关闭", True),
    ("卖家已经同意退款，等待买家退货", False),
    ("买家已经退货，等待卖家确认收货", False),
    ("买家已经申请退款，等待卖家同意", False),
    ("卖家拒绝退款", False),
)


def tmall(*rows: Mapping[str, str], encoding: str = "gb18030") -> bytes:
    """Rows by column name under Tmall's header; ids as ="..." so that a spreadsheet keeps the text."""
    lines = [",".join(TMALL)]
    lines += [",".join(_cell(name.strip(), row) for name in TMALL) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def tmall_row(**cells: str) -> bytes:
    """A file of one plain row with these cells instead of its own. A slash in a name is written __."""
    return tmall({**PLAIN, **{name.replace("__", "/"): cell for name, cell in cells.items()}})


def tmall_lines(*lines: str) -> bytes:
    """The header and these lines as they are."""
    return "\r\n".join([",".join(TMALL), *lines, ""]).encode("gb18030")


def line_of(**cells: str) -> str:
    return tmall_row(**cells).decode("gb18030").split("\r\n")[1]


def workbook(*rows: Mapping[str, str], columns: tuple[str, ...] = WORKBOOK_2025) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(name, "") for name in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_row(**cells: str) -> bytes:
    columns = (*WORKBOOK_2025, *(name for name in cells if name not in WORKBOOK_2025))
    return workbook({**PLAIN_2025, **cells}, columns=columns)


def many(count: int, *, start: str = "2017-07-08 00:00:00", seed: int = 2017) -> Iterator[dict[str, str]]:
    """`count` refunds, one a minute; the same seed gives the same rows."""
    chance = random.Random(seed)  # noqa: S311 - made-up rows, no secret
    applied = datetime.fromisoformat(start)
    for place in range(count):
        status, is_over = chance.choice(_STANDS)
        applied += timedelta(minutes=1)
        fen = chance.randint(1, 99_999)
        yield {
            **PLAIN,
            "退款编号": str(77_880_000_000_000_000 + place),
            "订单编号": str(35_153_131_473_290_000 + place),
            "退款的申请时间": f"{applied}",
            "退款完结时间": f"{applied + timedelta(hours=5)}" if is_over else "",
            "退款状态": status,
            "买家退款金额": f"{fen // 100}.{fen % 100:02d}",
            "货物状态": chance.choice(("买家未收到货", "买家已收到货", "买家已退货")),
            "是否需要退货": chance.choice(("是", "否")),
        }


def many_in_2025(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The same refunds as the workbook has them."""
    renamed = {"退款的申请时间": "退款申请时间", "支付宝交易号": "支付单号"}
    for row in rows:
        yield {renamed.get(name, name): cell for name, cell in row.items()}


def _cell(name: str, row: Mapping[str, str]) -> str:
    text = row.get(name, "")
    if name in {"退款编号", "订单编号"}:
        return f'="{text}"'
    return '"' + text.replace('"', '""') + '"'
