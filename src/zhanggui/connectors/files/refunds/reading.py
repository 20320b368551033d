"""The refund export (退款管理导出): a refund's row in our own words. Pure: no clock, no database.

Two families: Tmall's of about 2016 to 2022, and the workbook of 2025 on, which adds 售后类型 and what
goes back to whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from zhanggui.connectors.files.cells import CellError, Cells, told_by
from zhanggui.connectors.files.kinds import Read, Reading
from zhanggui.connectors.files.table import BrokenRow, Row, Table
from zhanggui.foundation.money import yuan
from zhanggui.marketplace.events import Problem, RefundSnapshot
from zhanggui.marketplace.rules import (
    goods_state_from_export,
    refund_kind_from_export,
    refund_status_from_export,
)

# Our word -> the names that the exports give it, most telling first.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("退款编号", "退款单号"),
        "order": ("订单编号", "主订单编号"),
        "status": ("退款状态",),
        "applied_time": ("退款申请时间", "退款的申请时间"),
        "paid_time": ("订单付款时间",),
        "finished_time": ("退款完结时间",),
        "kind": ("售后类型",),
        "goods": ("货物状态",),
        "needs_return": ("是否需要退货",),
        "amount": ("买家退款金额",),
        "total": ("退款总额",),
        "to_buyer": ("退给买家金额",),
        "to_platform": ("退给平台金额",),
        "paid": ("买家实际支付金额", "买家实付金额"),
        "reason": ("买家退款原因", "退款原因"),
        "explanation": ("买家退款说明", "退款说明"),
        "intervention": ("客服介入状态",),
        "manner": ("手工退款/系统退款", "手工退款_系统退款"),
        "extent": ("部分退款/全部退款", "部分退款_全部退款"),
        "payment": ("支付单号", "支付宝交易号"),
        "item": ("商品id",),
        "code": ("商品编码",),
        "title": ("宝贝标题", "商品标题"),
        # The seller's own name in the rows is nobody's task: it is read, and dropped.
        "seller": ("卖家真实姓名",),
        "seller_new": ("卖家真实姓名_新",),
    }
)
# Names that no export was seen to have, but the seller's pages do. Read apart: a deadline lies ahead.
DEADLINE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"deadline": ("超时时间", "处理截止时间", "退款超时时间")}
)
NEEDED = (NAMES["number"], NAMES["order"], NAMES["status"], NAMES["applied_time"])
_FURTHEST = timedelta(days=400)

_YES = frozenset({"是", "需要", "需要退货", "true", "1"})
_NO = frozenset({"否", "不需要", "不需要退货", "无需退货", "false", "0"})
_SYSTEM, _BY_HAND = frozenset({"系统退款"}), frozenset({"手工退款"})
_FULL, _PART = frozenset({"全部退款"}), frozenset({"部分退款"})


def read_refunds(table: Table, reading: Reading) -> Iterator[Read[RefundSnapshot]]:
    """The table's rows one by one. Its header must have what is `NEEDED`."""
    reader = _Reader(table.header, reading)
    return (reader.read(row) for row in table.rows)


class _Reader:
    def __init__(self, header: tuple[str, ...], reading: Reading) -> None:
        self._cells = Cells(header, NAMES, latest=reading.latest)
        self._ahead = Cells(header, DEADLINE, latest=reading.latest + _FURTHEST)
        self._told_at = reading.told_at

    def read(self, row: Row | BrokenRow) -> Read[RefundSnapshot]:
        if isinstance(row, BrokenRow):
            return Read(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
        try:
            snapshot = self._snapshot(row.cells)
        except CellError as bad:
            return Read(row.line, None, (Problem(row.line, bad.column, bad.reason, bad.raw[:200]),))
        return Read(row.line, snapshot, tuple(self._doubts(row, snapshot)), snapshot.number)

    def _snapshot(self, raw_cells: list[str]) -> RefundSnapshot:
        of = self._cells
        cells = of.cleaned(raw_cells)
        applied_at = of.instant(cells, "applied_time")
        if applied_at is None:
            raise of.bad("applied_time", f"没有{of.column('applied_time')}", "")
        finished_at = of.instant(cells, "finished_time")
        seen_at = max(applied_at, finished_at or applied_at)
        status_text = of.text(cells, "status") or ""
        try:
            status = refund_status_from_export(status_text)
        except ValueError:
            raise of.bad("status", "不认识这个退款状态", status_text) from None
        goods_text = of.text(cells, "goods")
        return RefundSnapshot(
            number=of.number(cells, "number"),
            order_number=of.number(cells, "order"),
            status=status,
            status_text=status_text,
            applied_at=applied_at,
            seen_at=seen_at,
            told_at=told_by(self._told_at, seen_at),
            kind=refund_kind_from_export(of.text(cells, "kind") or ""),
            goods=goods_state_from_export(goods_text or ""),
            goods_text=goods_text,
            needs_return=self._one_of(cells, "needs_return", _YES, _NO),
            amount_fen=of.money(cells, "amount"),
            total_fen=of.money(cells, "total"),
            to_buyer_fen=of.money(cells, "to_buyer"),
            to_platform_fen=of.money(cells, "to_platform"),
            paid_fen=of.money(cells, "paid"),
            paid_at=of.instant(cells, "paid_time"),
            finished_at=finished_at,
            deadline_at=self._deadline(cells),
            reason=of.text(cells, "reason"),
            explanation=of.text(cells, "explanation"),
            intervention=of.text(cells, "intervention"),
            by_system=self._one_of(cells, "manner", _SYSTEM, _BY_HAND),
            is_full=self._one_of(cells, "extent", _FULL, _PART),
            payment_number=of.identifier(cells, "payment"),
            item_number=of.identifier(cells, "item"),
            item_code=of.identifier(cells, "code", longest=100),
            item_title=of.text(cells, "title"),
            extra=self._rest(cells),
        )

    def _deadline(self, cells: list[str]) -> datetime | None:
        return self._ahead.instant(cells, "deadline")

    def _rest(self, cells: list[str]) -> dict[str, str]:
        """What no word of ours names, without the deadline."""
        taken = {self._ahead.column("deadline")} if self._ahead.place else set()
        return {name: text for name, text in self._cells.rest(cells).items() if name not in taken}

    def _one_of(self, cells: list[str], word: str, yes: frozenset[str], no: frozenset[str]) -> bool | None:
        text = (self._cells.text(cells, word) or "").lower()
        return True if text in yes else False if text in no else None

    def _doubts(self, row: Row, snapshot: RefundSnapshot) -> Iterator[Problem]:
        """What is odd in a row that is taken all the same."""
        if snapshot.kind is None and (text := self._cells.text(self._cells.cleaned(row.cells), "kind")):
            yield self._doubt(row.line, "kind", "不认识这个售后类型,期限按最短的算", text)
        if snapshot.goods_text and snapshot.goods is None:
            yield self._doubt(row.line, "goods", "不认识这个货物状态,期限按最短的算", snapshot.goods_text)
        parts, total = (snapshot.to_buyer_fen, snapshot.to_platform_fen), snapshot.total_fen
        if total is not None and None not in parts and sum(part or 0 for part in parts) != total:
            buyer, platform = (yuan(part or 0) for part in parts)
            yield self._doubt(
                row.line, "total", f"退款总额不等于退给买家加退给平台: {buyer} + {platform}", yuan(total)
            )

    def _doubt(self, line: int, word: str, reason: str, raw: str) -> Problem:
        return Problem(line, self._cells.column(word), reason, raw[:200], refused=False)
