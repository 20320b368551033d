"""The columns of ExportOrderList year by year, as sellers' files have them, stray spaces included."""

from __future__ import annotations

from zhanggui.connectors.files.sample import COLUMNS_2017

COLUMNS_2016 = COLUMNS_2017[:44]
COLUMNS_2018 = (
    *COLUMNS_2016,
    *("新零售交易类型", "新零售导购门店名称", "新零售导购门店id", "新零售发货门店名称", "新零售发货门店id"),
    *("退款金额", "预约门店", "确认收货时间", "打款商家金额", "含应开票给个人的个人红包"),
)


def _after(columns: tuple[str, ...], name: str, *added: str) -> tuple[str, ...]:
    place = columns.index(name) + 1
    return (*columns[:place], *added, *columns[place:])


COLUMNS_2020 = (
    *_after(_after(COLUMNS_2018, "买家支付宝账号", "支付单号", "支付详情"), "是否是O2O交易", "满返红包金额"),
    *("是否信用购", "体验期结束时间", "前N有礼", "配送类型", "直播返现状态", "返现金额"),
    *("新零售成交门店昵称", "新零售成交门店id", "新零售成交经销商id", "主订单编号"),
)
COLUMNS_2022 = (
    *_after(
        tuple("买家会员昵称" if name == "买家支付宝账号" else name for name in COLUMNS_2020),
        "联系手机",
        "虚拟号过期时间",
    ),
    *("延迟发货自动赔付金额", "预售订单", "发货时间", "商家备忘"),
)
YEARS = {
    2016: COLUMNS_2016,
    2017: COLUMNS_2017,
    2018: COLUMNS_2018,
    2020: COLUMNS_2020,
    2022: COLUMNS_2022,
}


def file_of_year(year: int, *, encoding: str = "gb18030", **cells: str) -> bytes:
    """One row under the year's header, in whatever order the year has its columns."""
    header = YEARS[year]
    row = ",".join('"' + cells.get(name.strip(), "").replace('"', '""') + '"' for name in header)
    return f"{','.join(header)}\r\n{row}\r\n".encode(encoding)
