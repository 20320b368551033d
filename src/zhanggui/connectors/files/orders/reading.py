"""ExportOrderList (订单报表): a trade's row in our own words. Pure: no clock, no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from zhanggui.connectors.files.table import BrokenRow, Row, Table, bare_name, clean, unreadable
from zhanggui.foundation.calendar import from_shop_text
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.money import parse_yuan, yuan
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
        "remark": ("订单备注", "商家备忘"),
        "buyer_message": ("买家留言",),
    }
)
_NEEDED = ("number", "status", "created")
_MONEY_NEEDED = ("total", "goods", "paid")
# These also say how new a row is, though nothing else is made of them yet.
_FURTHER_INSTANTS = ("发货时间", "确认收货时间")
_ONLY_IN_DETAIL_LISTS = ("子订单编号", "购买数量")

_NUMBER = re.compile(r"[0-9A-Za-z_-]{4,64}")
_COUNTED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_TIME_IN_NAME = re.compile(r"(?<!\d)(20\d{10})(?:\d\d)?(?!\d)")
_WAYBILL_PARTS = re.compile(r"[,，;；、\s]+")
_LONGEST_TEXT = 20_000
_LONGEST_NICK = 100
_MOST_ITEMS = 1_000_000
_FIRST_ORDER_EVER = from_shop_text("2003-05-10 00:00")


class NotAnOrderExport(UnableTo):
    """The file has a table, but not that of an ExportOrderList."""


class _CellError(Exception):
    def __init__(self, column: str, reason: str, raw: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.raw = column, reason, raw


@dataclass(frozen=True)
class OrderRow:
    """One row: what it tells (None when it cannot be taken) and what is wrong in it."""

    line: int
    snapshot: OrderSnapshot | None
    problems: tuple[Problem, ...] = ()


def told_at_from_name(name: str, *, latest: datetime) -> datetime | None:
    """The export's own time in names such as ExportOrderList201903121048.csv; None without one."""
    for digits in _TIME_IN_NAME.findall(name):
        text = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:]}"
        try:
            told = from_shop_text(text)
        except ValueError:
            continue
        return told if told <= latest else None
    return None


def read_orders(table: Table, *, told_at: datetime | None, latest: datetime) -> Iterator[OrderRow]:
    """The table's rows one by one. NotAnOrderExport at once when the columns are others.

    An instant after `latest` is an error of its row: it would look newer than all that follows.
    """
    reader = _Reader(table.header, told_at=told_at, latest=latest)
    return (reader.read(row) for row in table.rows)


class _Reader:
    def __init__(self, header: tuple[str, ...], *, told_at: datetime | None, latest: datetime) -> None:
        self._header = header
        self._told_at = told_at
        self._latest = latest
        self._place = _places(header)
        used = set(self._place.values())
        self._unused = [(at, name) for at, name in enumerate(header) if name and at not in used]
        self._further = [header.index(name) for name in _FURTHER_INSTANTS if name in header]

    def read(self, row: Row | BrokenRow) -> OrderRow:
        if isinstance(row, BrokenRow):
            return OrderRow(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
        try:
            snapshot = self._snapshot(row.cells)
        except _CellError as bad:
            return OrderRow(row.line, None, (Problem(row.line, bad.column, bad.reason, bad.raw[:200]),))
        return OrderRow(row.line, snapshot, tuple(self._doubts(row.line, snapshot)))

    def _snapshot(self, raw_cells: list[str]) -> OrderSnapshot:
        self._refuse_unreadable(raw_cells)
        cells = [clean(cell) for cell in raw_cells]
        number = self._number(cells)
        created_at = self._instant(cells, self._place["created"])
        if created_at is None:
            raise self._bad("created", "没有订单创建时间", "")
        paid_at = self._instant(cells, self._place.get("paid_time"))
        close_reason = self._text(cells, "close_reason")
        instants = [self._instant(cells, place) for place in self._further]
        seen_at = max(at for at in (created_at, paid_at, *instants) if at)
        status_text = self._text(cells, "status") or ""
        try:
            status = status_from_export(status_text, paid=paid_at is not None, close_reason=close_reason)
        except ValueError:
            raise self._bad("status", "不认识这个订单状态", status_text) from None
        return OrderSnapshot(
            number=number,
            status=status,
            status_text=status_text,
            created_at=created_at,
            paid_at=paid_at,
            seen_at=seen_at,
            told_at=self._told(seen_at),
            close_reason="" if close_reason == REASON_NOT_CLOSED else close_reason,
            buyer_nick=self._nick(cells),
            title=self._text(cells, "title"),
            item_count=self._count(cells),
            goods_fen=self._money(cells, "goods"),
            postage_fen=self._money(cells, "postage"),
            total_fen=self._money(cells, "total"),
            paid_fen=self._money(cells, "paid"),
            refund_fen=self._money(cells, "refund"),
            receiver_name=self._text(cells, "receiver_name"),
            receiver_phone=self._phone(cells),
            receiver_address=self._text(cells, "changed_address") or self._text(cells, "receiver_address"),
            courier=self._text(cells, "courier"),
            waybills=self._waybills(cells),
            remark=self._text(cells, "remark"),
            buyer_message=self._text(cells, "buyer_message"),
            extra={name: cells[place][:_LONGEST_TEXT] for place, name in self._unused if cells[place]},
        )

    def _told(self, seen_at: datetime) -> datetime | None:
        """The file's time; None when the row is newer than it, so that it cannot be this file's time.

        A name tells the minute only.
        """
        if self._told_at is None or self._told_at + timedelta(minutes=1) <= seen_at:
            return None
        return self._told_at

    def _doubts(self, line: int, snapshot: OrderSnapshot) -> Iterator[Problem]:
        """What is odd in a row that is taken all the same."""
        goods, postage, total = snapshot.goods_fen, snapshot.postage_fen, snapshot.total_fen
        if goods is None or postage is None or total is None or goods + postage == total:
            return
        yield Problem(
            line,
            self._column("total"),
            f"总金额不等于应付货款加邮费: {yuan(goods)} + {yuan(postage)} = {yuan(goods + postage)}",
            yuan(total),
            refused=False,
        )

    def _refuse_unreadable(self, cells: list[str]) -> None:
        if not unreadable("".join(cells)):
            return
        place = next(at for at, cell in enumerate(cells) if unreadable(cell))
        raise _CellError(self._header[place], "有读不出的字节,文件的编码坏了", cells[place])

    def _number(self, cells: list[str]) -> str:
        text = self._identifier(cells, "number") or ""
        if _COUNTED.fullmatch(text):
            raise self._bad("number", "订单编号被表格软件改成了科学计数,请用没有另存过的原文件", text)
        if not _NUMBER.fullmatch(text):
            raise self._bad("number", "不是订单编号" if text else "没有订单编号", text)
        return text

    def _nick(self, cells: list[str]) -> str | None:
        text = self._text(cells, "buyer_nick")
        if text and len(text) > _LONGEST_NICK:
            raise self._bad("buyer_nick", f"会员名超过 {_LONGEST_NICK} 个字", text)
        return text

    def _phone(self, cells: list[str]) -> str | None:
        phone = self._identifier(cells, "mobile") or self._identifier(cells, "telephone")
        return phone if phone or not {"mobile", "telephone"} & self._place.keys() else ""

    def _waybills(self, cells: list[str]) -> tuple[str, ...] | None:
        text = self._identifier(cells, "waybill")
        if text is None:
            return None
        # The order list writes "No:123456789012".
        parts = (part.removeprefix("No:").removeprefix("'") for part in _WAYBILL_PARTS.split(text))
        return tuple(part[:64] for part in parts if part)

    def _count(self, cells: list[str]) -> int | None:
        text = self._text(cells, "item_count")
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > _MOST_ITEMS:
            raise self._bad("item_count", "不是件数", text)
        return int(text)

    def _money(self, cells: list[str], word: str) -> int | None:
        text = self._text(cells, word)
        if not text or text == "-":
            return None
        self._refuse_formula(word, text)
        try:
            fen = parse_yuan(text)
        except ValueError:
            raise self._bad(word, "不是金额", text) from None
        if fen < 0:
            raise self._bad(word, "金额不能是负数", text)
        return fen

    def _instant(self, cells: list[str], place: int | None) -> datetime | None:
        text = cells[place] if place is not None else ""
        if place is None or text in {"", "-", "null"}:
            return None
        column = self._header[place]
        try:
            instant = from_shop_text(text)
        except (ValueError, OverflowError):
            raise _CellError(column, "不是时间 (应如 2017-07-08 00:42:32)", text) from None
        if instant < _FIRST_ORDER_EVER:
            raise _CellError(column, "时间早于第一笔淘宝订单", text)
        if instant > self._latest:
            raise _CellError(column, "时间在未来", text)
        return instant

    def _identifier(self, cells: list[str], word: str) -> str | None:
        """A text of digits that spreadsheets are kept from counting by a leading apostrophe."""
        text = self._text(cells, word)
        if not text:
            return text
        self._refuse_formula(word, text)
        text = text.removeprefix("'").strip()
        return "" if text == "null" else text

    def _text(self, cells: list[str], word: str) -> str | None:
        """None when the file has no such column."""
        place = self._place.get(word)
        if place is None:
            return None
        text = cells[place]
        if len(text) > _LONGEST_TEXT:
            raise self._bad(word, f"超过 {_LONGEST_TEXT} 个字", text)
        return "" if text == "null" else text

    def _refuse_formula(self, word: str, text: str) -> None:
        if text[0] in "=+@":
            raise self._bad(word, "这一格是公式,不是值", text)

    def _column(self, word: str) -> str:
        return self._header[self._place[word]] if word in self._place else NAMES[word][0]

    def _bad(self, word: str, reason: str, raw: str) -> _CellError:
        return _CellError(self._column(word), reason, raw)


def _places(header: tuple[str, ...]) -> dict[str, int]:
    """Where our words stand in this file. NotAnOrderExport when it lacks what makes an order."""
    where = {name: at for at, name in reversed(list(enumerate(header)))}
    places = {
        word: where[found]
        for word, names in NAMES.items()
        if (found := next((bare_name(name) for name in names if bare_name(name) in where), None))
    }
    if any(name in where for name in _ONLY_IN_DETAIL_LISTS):
        raise NotAnOrderExport(
            f"这是宝贝报表 (ExportOrderDetailList),不是订单报表 (ExportOrderList)。{_found(header)}"
        )
    missing = [NAMES[word][0] for word in _NEEDED if word not in places]
    if not any(word in places for word in _MONEY_NEEDED):
        missing.append("总金额")
    if missing:
        expected = "、".join([*(NAMES[word][0] for word in _NEEDED), "总金额"])
        raise NotAnOrderExport(
            f"这不是订单报表 (ExportOrderList): 缺少列 {'、'.join(missing)}。"
            f"{_found(header)}订单报表至少要有: {expected}"
        )
    return places


def _found(header: tuple[str, ...]) -> str:
    shown = "、".join(name[:20] or "(空)" for name in header[:12])
    more = f" 等 {len(header)} 列" if len(header) > 12 else ""
    return f"文件里的列: {shown}{more}。"


def latest_believable(at: datetime) -> datetime:
    """Instants up to a day ahead are a wrong clock; later ones are a wrong cell."""
    return at + timedelta(days=1)
