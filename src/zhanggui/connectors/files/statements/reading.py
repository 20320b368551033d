"""账务明细 of the merchant's payment account. The same twelve columns since 2012. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zhanggui.connectors.files.cells import CellError, Cells
from zhanggui.connectors.files.kinds import Read, Reading
from zhanggui.connectors.files.table import BrokenRow, Note, Row, Table
from zhanggui.foundation.money import parse_yuan, yuan
from zhanggui.marketplace.events import Problem, StatementRow

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "serial": ("账务流水号",),
        "business_serial": ("业务流水号",),
        "merchant_number": ("商户订单号",),
        "title": ("商品名称",),
        "at": ("发生时间",),
        "party": ("对方账号",),
        "income": ("收入金额(+元)",),
        "outgo": ("支出金额(-元)",),
        "balance": ("账户余额(元)",),
        "channel": ("交易渠道",),
        "kind": ("业务类型",),
        "remark": ("备注",),
    }
)
NEEDED = tuple(NAMES[word] for word in ("serial", "at", "income", "outgo", "balance", "kind"))

# The merchant's number of a marketplace order is this mark and the order's number.
_MARKETPLACE = re.compile(r"T\d+P(?P<number>\d{8,})")
_SUM = re.compile(r"#?(?P<which>收入|支出)合计:\d+笔,共(?P<sum>-?[\d,.]+)元")


def read_statement(table: Table, reading: Reading) -> Iterator[Read[StatementRow]]:
    """The rows one by one, and at the end a remark when they do not add up to the file's own sums."""
    reader = _Reader(table.header, reading)
    for row in table.rows:
        yield reader.read(row)
    for note in table.notes:
        yield from reader.check(note)


class _Reader:
    def __init__(self, header: tuple[str, ...], reading: Reading) -> None:
        self._cells = Cells(header, NAMES, latest=reading.latest)
        self._sums = {"收入": 0, "支出": 0}
        self._whole = True

    def read(self, row: Row | BrokenRow) -> Read[StatementRow]:
        if isinstance(row, BrokenRow):
            self._whole = False
            return Read(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
        try:
            entry = self._entry(row.cells)
        except CellError as bad:
            self._whole = False
            return Read(row.line, None, (Problem(row.line, bad.column, bad.reason, bad.raw[:200]),))
        self._sums["收入" if entry.fen > 0 else "支出"] += abs(entry.fen)
        return Read(row.line, entry, raw=entry.serial)

    def check(self, note: Note) -> Iterator[Read[StatementRow]]:
        found = _SUM.fullmatch("".join(unicodedata.normalize("NFKC", note.text).split()))
        if found is None or not self._whole:
            return  # rows that could not be read are reported themselves
        try:
            told, counted = abs(parse_yuan(found["sum"])), self._sums[found["which"]]
        except ValueError:
            reason = f"文件写的{found['which']}合计不是金额,没有核对"
            yield Read(note.line, None, (Problem(note.line, "", reason, found["sum"], refused=False),))
            return
        if told != counted:
            reason = f"文件写的{found['which']}合计与各行相加不同: 各行相加 {yuan(counted)}"
            yield Read(note.line, None, (Problem(note.line, "", reason, yuan(told), refused=False),))

    def _entry(self, raw_cells: list[str]) -> StatementRow:
        of = self._cells
        cells = of.cleaned(raw_cells)
        serial = of.number(cells, "serial")
        at = of.instant(cells, "at")
        if at is None:
            raise of.bad("at", "没有发生时间", "")
        income, outgo = of.signed_money(cells, "income") or 0, of.signed_money(cells, "outgo") or 0
        if bool(income) == bool(outgo):
            raise of.bad("income", "收入和支出要有一个,也只能有一个", cells[of.place["income"]])
        merchant_number = of.identifier(cells, "merchant_number") or ""
        order = _MARKETPLACE.fullmatch(merchant_number)
        return StatementRow(
            serial=serial,
            at=at,
            fen=income or -abs(outgo),
            kind=of.text(cells, "kind", 40) or "",
            order_number=order["number"] if order else None,
            merchant_number=merchant_number,
            business_serial=of.identifier(cells, "business_serial") or "",
            title=of.text(cells, "title") or "",
            party=of.text(cells, "party") or "",
            balance_fen=of.signed_money(cells, "balance"),
            channel=of.text(cells, "channel", 40) or "",
            remark=of.text(cells, "remark") or "",
        )
