"""A workbook (xlsx, xls) as header and rows. It is read whole: its size is bounded, a text's is not."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import IO, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, load_workbook

from zhanggui.connectors.files.table import (
    HEADER_WITHIN,
    BrokenRow,
    CannotReadTable,
    IsHeader,
    Row,
    Source,
    Table,
    bare_name,
)

Value = int | float | str | bool | time | date | datetime | timedelta

# A workbook is packed, its sheets are XML: a small file can hold gigabytes. 400 MB are about 300,000
# rows of the platform's short form.
_LARGEST_UNPACKED = 400 << 20
_LARGEST_OLD_FORM = 100 << 20
# Also an empty cell of the field takes 24 bytes. 270,000 rows of the widest form of the platform.
_MOST_CELLS = 20_000_000
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})""")
_FAILED = b' t="e"'  # such a cell comes out as an empty one
_FAILED_SAYS = "有的格子里公式没有算出来 (如 #N/A),当成空格读了;请改好再导入"
_LONGEST_CELL_TAG = 200
_BLOCK = 1 << 20
_TOO_LARGE = "这个表格太大;请导出 csv,或分成几段时间导出"
# A workbook's numbers are doubles: from here on a whole number has lost digits.
_EXACT = 10**15


@contextmanager
def opened_workbook(file: BinaryIO, source: Source, is_header: IsHeader) -> Iterator[Table]:
    """The first sheet that has the wanted header, else the first that has anything.

    CannotReadTable for a workbook that is locked, damaged or too large.
    """
    failed = _weigh(file, source)
    file.seek(0)
    try:
        workbook = load_workbook(file)
    except PasswordError:
        raise CannotReadTable("这个表格有密码;请去掉密码再导入") from None
    except (CalamineError, OSError, ValueError):
        raise CannotReadTable("这个表格打不开,可能没有下载完;请重新导出") from None
    with workbook:
        table = _table(workbook, is_header)
        yield replace(table, remarks=(*table.remarks, _FAILED_SAYS)) if failed else table


def _weigh(file: BinaryIO, source: Source) -> bool:
    """Whether a formula failed in it. CannotReadTable when it is too large."""
    file.seek(0)
    if not zipfile.is_zipfile(file):
        if source.size > _LARGEST_OLD_FORM:
            raise CannotReadTable(_TOO_LARGE)
        return False
    file.seek(0)
    left, failed = _LARGEST_UNPACKED, False
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if sum(one.file_size for one in members) > left:
            raise CannotReadTable(_TOO_LARGE)
        for member in members:
            member.file_size = 2 * _LARGEST_UNPACKED  # whatever the archive says: it is read to its real end
            try:
                with archive.open(member) as inside:
                    size, fails = _weighed(inside, left)
            except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
                raise CannotReadTable("这个表格打不开,可能没有下载完;请重新导出") from None
            left, failed = left - size, failed or fails
    return failed


def _weighed(inside: IO[bytes], most: int) -> tuple[int, bool]:
    """How many bytes a member has, and whether a formula failed in it. CannotReadTable when there are more
    than `most`, or when its cells span a field that no memory holds: a sheet is laid out from its first to
    its furthest cell."""
    size, rows, columns, rest, failed = 0, 0, 0, b"", False
    while block := inside.read(_BLOCK):
        size += len(block)
        piece = rest + block
        found = _CELL.findall(piece)
        failed = failed or _FAILED in piece
        rest = block[-_LONGEST_CELL_TAG:]
        columns = max([columns, *map(_column, {column for column, _ in found})])
        rows = max([rows, *(int(row) for _, row in found)])
        if size > most or rows * columns > _MOST_CELLS:
            raise CannotReadTable(_TOO_LARGE)
    return size, failed


def _column(letters: bytes) -> int:
    """ "A" is 1, "AA" 27."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def _table(workbook: CalamineWorkbook, is_header: IsHeader) -> Table:
    first: tuple[CalamineSheet, int, tuple[str, ...]] | None = None
    sheets = iter(workbook.sheet_names)
    for name in sheets:
        sheet = _sheet(workbook, name)
        line, names = _header(sheet, is_header)
        if is_header(names):
            table = _table_of(sheet, line, names)
            others = [other for other in sheets if is_header(_header(_sheet(workbook, other), is_header)[1])]
            return replace(table, remarks=(_others_left(name, others),)) if others else table
        if names and first is None:
            first = sheet, line, names
    if first is None:
        raise CannotReadTable("这个表格里没有一行文字")
    return _table_of(*first)


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (CalamineError, ValueError):
        raise CannotReadTable(f"表格里的「{name[:30]}」打不开;请重新导出") from None


def _others_left(name: str, others: list[str]) -> str:
    left = "、".join(f"「{other[:30]}」" for other in others[:5])
    return f"只读了「{name[:30]}」这一张表,{left}没有读;请另存成单独的文件再导入"


def _header(sheet: CalamineSheet, is_header: IsHeader) -> tuple[int, tuple[str, ...]]:
    """The header's place among the sheet's rows, and its names; of none the widest row of the first."""
    widest: tuple[str, ...] = ()
    place = 0
    for line, cells in enumerate(sheet.to_python(skip_empty_area=False, nrows=HEADER_WITHIN)):
        names = tuple(bare_name(_as_text(cell)) for cell in cells)
        while names and not names[-1]:
            names = names[:-1]
        if is_header(names):
            return line, names
        if sum(map(bool, names)) > sum(map(bool, widest)):
            widest, place = names, line
    return place, widest


def _table_of(sheet: CalamineSheet, header_at: int, names: tuple[str, ...]) -> Table:
    height = sheet.end[0] + 1 if sheet.end else 1
    margin = [""] * (sheet.start[1] if sheet.start else 0)  # empty columns before the first
    line = 0

    def rows() -> Iterator[Row | BrokenRow]:
        nonlocal line
        for line, cells in enumerate(sheet.iter_rows(), 1):  # empty rows above the first are counted
            if line <= header_at + 1:
                continue
            texts = [*margin, *map(_as_text, cells)]
            if not any(texts):
                continue
            if any(texts[len(names) :]):
                yield BrokenRow(line, "", f"这一行有 {len(texts)} 列,表头有 {len(names)} 列", "")
                continue
            yield Row(line, (texts + [""] * len(names))[: len(names)])

    return Table(names, rows(), share=lambda: min(line / height, 1.0))


def _as_text(value: Value) -> str:
    """The cell as an export would have written it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return _digits(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d} 00:00:00"
    return str(value)


def _digits(value: float) -> str:
    """A number's digits; one that has lost some shows it, so that no wrong order number comes of it."""
    if not abs(value) < _EXACT:  # also what is no number at all
        return f"{value:e}"
    return str(int(value)) if value == int(value) else repr(round(value, 6))
