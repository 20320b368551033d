"""ExportOrderList (订单报表): a trade's row in our own words. Pure: no clock, no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zhanggui.connectors.files.cells import CellError, Cells, told_by
from zhanggui.connectors.files.kinds import Read, Reading
from zhanggui.connectors.files.table import BrokenRow, Row, Table
from zhanggui.foundation.money import yuan
from zhanggui.marketplace.events import OrderSnapshot, Problem
from zhanggui.marketplace.rules import REASON_NOT_CLOSED, status_from_export

# Our word -> the names that the exports of the years give it, most telling first. Columns were added
# and renamed almost every year: nothing is ever read by position.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("订单编号", "主订单编号"),
        "status": ("订单状态",),
        "created": ("订单创建时间",),
        "paid_time": ("订单付款时间",),
        "buyer_nick": ("买家会员名", "买家会员昵称"),
        "goods": ("买家应付货款",),
        "postage": ("买家应付邮费",),
        "total": ("总金额",),
        "paid": ("买家实际支付金额", "买家实付金额"),
        "refund": ("退款金额",),
        "close_reason": ("订单关闭原因",),
        "title": ("宝贝标题", "商品标题", "标题"),
        "item_count": ("宝贝总数量",),
        "receiver_name": ("收货人姓名",),
        "receiver_address": ("收货地址",),
        "changed_address": ("修改后的收货地址",),
        "mobile": ("联系手机",),
        "telephone": ("联系电话",),
        "courier": ("物流公司",),
        "waybill": ("物流单号", "运单号"),
        "remark": ("订单备注",),
        "memo": ("商家备忘",),  # since 2022 beside the remark, and then in its place
        "buyer_message": ("买家留言",),
        # Not kept in columns of their own yet, but they also say how new a row is.
        "shipped_time": ("发货时间",),
        "finished_time": ("确认收货时间",),
        "settled": ("打款商家金额", "确认收货打款金额"),
        "fee": ("卖家服务费",),
    }
)
NEEDED = (
    NAMES["number"],
    NAMES["status"],
    NAMES["created"],
    (*NAMES["total"], *NAMES["goods"], *NAMES["paid"]),
)
ONLY_IN_DETAIL_LISTS = frozenset({"子订单编号", "购买数量"})

_WAYBILL_PARTS = re.compile(r"[,，;；、\s]+")
_LONGEST_NICK = 100
_LONGEST_WAYBILLS = 800  # an index holds them, of which an entry has 2,700 bytes at most


def read_orders(table: Table, reading: Reading) -> Iterator[Read[OrderSnapshot]]:
    """The table's rows one by one. Its header must have what is `NEEDED`."""
    reader = _Reader(table.header, reading)
    return (reader.read(row) for row in table.rows)


class _Reader:
    def __init__(self, header: tuple[str, ...], reading: Reading) -> None:
        self._cells = Cells(header, NAMES, latest=reading.latest)
        self._told_at = reading.told_at

    def read(self, row: Row | BrokenRow) -> Read[OrderSnapshot]:
        if isinstance(row, BrokenRow):
            return Read(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
        try:
            snapshot = self._snapshot(row.cells)
        except CellError as bad:
            return Read(row.line, None, (Problem(row.line, bad.column, bad.reason, bad.raw[:200]),))
        return Read(row.line, snapshot, tuple(self._doubts(row.line, snapshot)), snapshot.number)

    def _snapshot(self, raw_cells: list[str]) -> OrderSnapshot:
        of = self._cells
        cells = of.cleaned(raw_cells)
        number = of.number(cells, "number")
        created_at = of.instant(cells, "created")
        if created_at is None:
            raise of.bad("created", "没有订单创建时间", "")
        paid_at = of.instant(cells, "paid_time")
        shipped_at, finished_at = of.instant(cells, "shipped_time"), of.instant(cells, "finished_time")
        seen_at = max(at for at in (created_at, paid_at, shipped_at, finished_at) if at)
        close_reason = of.text(cells, "close_reason")
        status_text = of.text(cells, "status") or ""
        try:
            status = status_from_export(status_text, paid=paid_at is not None, close_reason=close_reason)
        except ValueError:
            raise of.bad("status", "不认识这个订单状态", status_text) from None
        return OrderSnapshot(
            number=number,
            status=status,
            status_text=status_text,
            created_at=created_at,
            paid_at=paid_at,
            shipped_at=shipped_at,
            finished_at=finished_at,
            seen_at=seen_at,
            told_at=told_by(self._told_at, seen_at),
            close_reason="" if close_reason == REASON_NOT_CLOSED else close_reason,
            buyer_nick=of.text(cells, "buyer_nick", _LONGEST_NICK),
            title=of.text(cells, "title"),
            item_count=of.count(cells, "item_count"),
            goods_fen=of.money(cells, "goods"),
            postage_fen=of.money(cells, "postage"),
            total_fen=of.money(cells, "total"),
            paid_fen=of.money(cells, "paid"),
            refund_fen=of.money(cells, "refund"),
            settled_fen=of.money(cells, "settled"),
            fee_fen=of.money(cells, "fee"),
            receiver_name=of.text(cells, "receiver_name"),
            receiver_phone=self._phone(cells),
            receiver_address=of.text(cells, "changed_address") or of.text(cells, "receiver_address"),
            courier=of.text(cells, "courier"),
            waybills=self._waybills(cells),
            remark=self._remark(cells),
            buyer_message=of.text(cells, "buyer_message"),
            extra=of.rest(cells),
        )

    def _doubts(self, line: int, snapshot: OrderSnapshot) -> Iterator[Problem]:
        """What is odd in a row that is taken all the same."""
        goods, postage, total = snapshot.goods_fen, snapshot.postage_fen, snapshot.total_fen
        if goods is None or postage is None or total is None or goods + postage == total:
            return
        yield Problem(
            line,
            self._cells.column("total"),
            f"总金额不等于应付货款加邮费: {yuan(goods)} + {yuan(postage)} = {yuan(goods + postage)}",
            yuan(total),
            refused=False,
        )

    def _remark(self, cells: list[str]) -> str | None:
        remark, memo = self._cells.text(cells, "remark"), self._cells.text(cells, "memo")
        return remark if remark or memo is None else memo

    def _phone(self, cells: list[str]) -> str | None:
        of = self._cells
        phone = of.identifier(cells, "mobile") or of.identifier(cells, "telephone")
        return phone if phone or not {"mobile", "telephone"} & of.place.keys() else ""

    def _waybills(self, cells: list[str]) -> tuple[str, ...] | None:
        text = self._cells.identifier(cells, "waybill", longest=_LONGEST_WAYBILLS)
        if text is None:
            return None
        # The order list writes "No:123456789012".
        parts = (part.removeprefix("No:").removeprefix("'") for part in _WAYBILL_PARTS.split(text))
        return tuple(part[:64] for part in parts if part)
