"""ExportOrderDetailList (宝贝报表): a line's row in our own words. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zhanggui.connectors.files.cells import CellError, Cells, told_by
from zhanggui.connectors.files.kinds import Read, Reading
from zhanggui.connectors.files.table import BrokenRow, Row, Table
from zhanggui.foundation.money import yuan
from zhanggui.marketplace.events import LineSnapshot, Problem
from zhanggui.marketplace.rules import TradeStatus, status_from_export

# Our word -> the names that the exports of the years give it. Until 2018 the order's number stands
# alone; since 2022 it is the 主订单编号, beside the line's own.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("主订单编号", "订单编号"),
        "oid": ("子订单编号",),
        "status": ("订单状态",),
        "created": ("订单创建时间",),
        "paid_time": ("订单付款时间",),
        "finished_time": ("确认收货时间",),
        "title": ("标题", "宝贝标题", "商品标题"),
        "price": ("价格", "商品价格"),
        "quantity": ("购买数量",),
        "item_number": ("商品ID", "商品id"),
        "item_outer_id": ("外部系统编号",),
        "sku_outer_id": ("商家编码",),
        "properties": ("商品属性",),
        "package": ("套餐信息",),
        "remark": ("备注",),
        "payable": ("买家应付货款",),
        "paid": ("买家实际支付金额", "买家实付金额"),
        "refund_status": ("退款状态",),
        "refund": ("退款金额",),
    }
)
NEEDED = (NAMES["number"], NAMES["quantity"], NAMES["status"], NAMES["price"])


def read_lines(table: Table, reading: Reading) -> Iterator[Read[LineSnapshot]]:
    """The table's rows one by one. Its header must have what is `NEEDED`."""
    reader = _Reader(table.header, reading)
    return (reader.read(row) for row in table.rows)


class _Reader:
    def __init__(self, header: tuple[str, ...], reading: Reading) -> None:
        self._cells = Cells(header, NAMES, latest=reading.latest)
        self._told_at = reading.told_at

    def read(self, row: Row | BrokenRow) -> Read[LineSnapshot]:
        if isinstance(row, BrokenRow):
            return Read(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
        try:
            snapshot = self._snapshot(row.cells)
        except CellError as bad:
            return Read(row.line, None, (Problem(row.line, bad.column, bad.reason, bad.raw[:200]),))
        return Read(row.line, snapshot, tuple(self._doubts(row.line, snapshot)), snapshot.order_number)

    def _snapshot(self, raw_cells: list[str]) -> LineSnapshot:
        of = self._cells
        cells = of.cleaned(raw_cells)
        number = of.number(cells, "number")
        quantity = of.count(cells, "quantity")
        if not quantity:
            raise of.bad("quantity", "没有购买数量", "" if quantity is None else "0")
        paid_at = of.instant(cells, "paid_time")
        instants = (of.instant(cells, "created"), paid_at, of.instant(cells, "finished_time"))
        seen_at = max((at for at in instants if at), default=None)
        status_text = of.text(cells, "status") or ""
        return LineSnapshot(
            order_number=number,
            oid=of.identifier(cells, "oid") or None,
            seen_at=seen_at,
            told_at=told_by(self._told_at, seen_at),
            status=self._status(status_text, paid=paid_at is not None),
            status_text=status_text,
            title=of.text(cells, "title"),
            price_fen=of.money(cells, "price"),
            quantity=quantity,
            item_number=of.identifier(cells, "item_number"),
            item_outer_id=of.identifier(cells, "item_outer_id"),
            sku_outer_id=of.identifier(cells, "sku_outer_id"),
            properties=of.text(cells, "properties"),
            package=of.text(cells, "package"),
            remark=of.text(cells, "remark"),
            payable_fen=of.money(cells, "payable"),
            paid_fen=of.money(cells, "paid"),
            refund_status=of.text(cells, "refund_status"),
            refund_fen=of.money(cells, "refund"),
            extra=of.rest(cells),
        )

    def _status(self, text: str, *, paid: bool) -> TradeStatus | None:
        """A closed line does not say when it was closed: only the order knows, unless the row was paid. An
        empty cell says nothing."""
        if not text:
            return None
        try:
            status = status_from_export(text, paid=paid, close_reason=None)
        except ValueError:
            raise self._cells.bad("status", "不认识这个订单状态", text) from None
        knows = "paid_time" in self._cells.place or status != TradeStatus.CLOSED_BY_TAOBAO
        return status if knows else None

    def _doubts(self, line: int, shot: LineSnapshot) -> Iterator[Problem]:
        """What is odd in a row that is taken all the same."""
        if shot.refund_fen and shot.paid_fen is not None and shot.refund_fen > shot.paid_fen:
            yield Problem(
                line,
                self._cells.column("refund"),
                f"退款比实付还多: 实付 {yuan(shot.paid_fen)}",
                yuan(shot.refund_fen),
                refused=False,
            )
