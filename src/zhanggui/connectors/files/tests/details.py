"""Made-up ExportOrderDetailList files of every year, and the short form of 2024 as a workbook."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from zhanggui.connectors.files.tests.generate import rows as order_rows

_OF_2017 = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
_OF_2022 = (
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,"
    "支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间"
)
_OF_2024 = (
    "主订单编号,子订单编号,订单创建时间,订单付款时间,确认收货时间,订单状态,买家实付金额,退款金额,"
    "商品价格,购买数量,商家编码,商品ID"
)
_SHORT_FORM = (
    "订单编号,支付单号,支付详情,总金额,买家实付金额,订单状态,订单创建时间,订单付款时间,商品标题,卖家服务费,"
    "退款金额,店铺名称,发货时间,确认收货时间,确认收货打款金额"
)
DETAILS = {
    year: tuple(names.split(",")) for year, names in ((2017, _OF_2017), (2022, _OF_2022), (2024, _OF_2024))
}
SHORT_FORM = tuple(_SHORT_FORM.split(","))
PLAIN_LINE = {
    "订单编号": "35153131473290001",
    "子订单编号": "35153131473290002",
    "标题": "示例商品",
    "价格": "201.12",
    "购买数量": "1",
    "外部系统编号": "A-100",
    "商品属性": "颜色分类：黑色;尺码：M",
    "套餐信息": "",
    "备注": "",
    "订单状态": "买家已付款，等待卖家发货",
    "商家编码": "A-100-BLACK-M",
    "支付单号": "",
    "买家应付货款": "201.12",
    "买家实际支付金额": "201.12",
    "退款状态": "没有申请退款",
    "退款金额": "0.00",
    "订单创建时间": "2017-07-08 00:42:32",
    "订单付款时间": "2017-07-08 00:42:39",
    "确认收货时间": "",
    "商品ID": "520000000001",
}
_OTHER_NAMES = {"主订单编号": "订单编号", "商品价格": "价格", "买家实付金额": "买家实际支付金额"}


def detail_line(**cells: str) -> dict[str, str]:
    return PLAIN_LINE | cells


def _cell(name: str, cell: str) -> str:
    if name.endswith("编号") and cell.isdigit():
        return f'="{cell}"'
    return '"' + cell.replace('"', '""') + '"'


def detail_list(year: int, lines: Iterable[Mapping[str, str]], *, encoding: str = "gb18030") -> bytes:
    """The lines (by the names of 2017 and 2022) under the year's header, as the platform writes it."""
    columns = DETAILS[year]
    out = io.StringIO(newline="")
    out.write(",".join(columns) + "\r\n")
    for line in lines:
        cells = [line.get(name) or line.get(_OTHER_NAMES.get(name, ""), "") for name in columns]
        out.write(",".join(map(_cell, columns, cells)) + "\r\n")
    return out.getvalue().encode(encoding)


def lines_of_orders(
    count: int, *, seed: int = 2017, share_of_two: float = 0.8, **more: Any
) -> Iterator[dict[str, str]]:
    """The lines of `generate.rows(count)`: one or two an order, that cost together at least its goods."""
    chance = random.Random(seed + 1)  # noqa: S311 - made-up rows, no secret
    for row in order_rows(count, seed=seed, **more):
        goods = round(float(row["买家应付货款"]) * 100)
        parts = [goods // 2, goods - goods // 2] if chance.random() < share_of_two else [goods]
        for place, part in enumerate(parts):
            yield detail_line(
                订单编号=row["订单编号"],
                子订单编号=f"{row['订单编号']}{place}",
                标题=f"示例商品{'甲乙'[place]}",
                价格=f"{(part + 500) / 100:.2f}",
                外部系统编号=f"A-{place}",
                商家编码=f"A-{place}-{chance.randint(1, 40)}",
                订单状态=row["订单状态"],
                买家应付货款=f"{part / 100:.2f}",
                买家实际支付金额=f"{part / 100:.2f}",
                订单创建时间=row["订单创建时间"],
                订单付款时间=row["订单付款时间"],
            )


def workbook(columns: Sequence[str], rows: Iterable[Sequence[object]], *, before: int = 0) -> bytes:
    """An xlsx with these columns; `before` empty lines stand above the header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for _ in range(before):
        sheet.append([])
    sheet.append(list(columns))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def short_form(**cells: object) -> bytes:
    """One order in the short form of 2024, in which nothing is said of the buyer and the receiver."""
    plain: dict[str, object] = {
        "订单编号": "2231958349120001",
        "支付详情": "支付宝:201.12",
        "总金额": "201.12",
        "买家实付金额": "201.12",
        "订单状态": "交易成功",
        "订单创建时间": "2024-07-08 00:42:32",
        "订单付款时间": "2024-07-08 00:42:39",
        "商品标题": "示例商品",
        "卖家服务费": "0.00",
        "退款金额": "0.00",
        "店铺名称": "示例店铺",
        "发货时间": "2024-07-09 10:00:00",
        "确认收货时间": "2024-07-12 10:00:00",
        "确认收货打款金额": "199.11",
    }
    plain |= cells
    return workbook(SHORT_FORM, [[plain.get(name, "") for name in SHORT_FORM]])


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
