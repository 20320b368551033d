"""Template files to fill in, and the shop's records in the same form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from zhanggui.connectors.files.templates import harmless
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.shapes import Written
from zhanggui.foundation.failures import UnableTo

# A workbook is slow to write: above this a csv is the better file.
MOST_ROWS_OF_A_WORKBOOK = 20_000
_HOW = "说明"
_EXPLAINED = ("列名", "要不要填", "怎么填", "例子", "也认这些列名")
_EMPTY_CELLS = "空着的格子 (或者只写一个 - 的) 不改动已有的内容;同一个文件导入两次,和导入一次一样。"


class FileForm(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def content_type(self) -> str:
        if self is FileForm.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRows(UnableTo):
    """There are more records than a workbook should hold."""


def write_blank(template: Template[Any], form: FileForm, out: IO[bytes]) -> None:
    """The template with its header alone; a workbook explains every column."""
    _write(template, (), form, out)


def write_export(template: Template[Any], shop_id: int, form: FileForm, out: IO[bytes]) -> int:
    """The shop's records; says how many rows. TooManyRows for a workbook that would take too long."""
    return _write(template, template.rows(shop_id), form, out)


def _write(template: Template[Any], rows: Iterable[Values], form: FileForm, out: IO[bytes]) -> int:
    return (_write_csv if form is FileForm.CSV else _write_workbook)(template, rows, out)


def _write_csv(template: Template[Any], rows: Iterable[Values], out: IO[bytes]) -> int:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    count = 0
    try:
        lines = csv.writer(text, lineterminator="\r\n")
        lines.writerow([column.title for column in template.columns])
        for values in rows:
            lines.writerow([_csv_cell(column.written(values)) for column in template.columns])
            count += 1
    finally:
        text.detach()
    return count


def _csv_cell(cell: Written) -> str:
    if cell.number is not None:
        return cell.text
    return (harmless.identifier_for_csv if cell.is_identifier else harmless.text_for_csv)(cell.text)


class _Sheet:
    """A sheet whose texts are texts, whatever they begin with."""

    def __init__(self, book: Workbook, title: str, widths: Sequence[int], columns: Sequence[Column]) -> None:
        self._sheet: Any = book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for place, width in enumerate(widths, 1):
            dimension = self._sheet.column_dimensions[get_column_letter(place)]
            dimension.width = width
            if columns and columns[place - 1].shape.is_text:
                dimension.number_format = "@"  # what is typed here later stays as it is typed

    def head(self, titles: Sequence[str], marked: Sequence[bool] = ()) -> None:
        cells = [self._text(title) for title in titles]
        for place, cell in enumerate(cells):
            cell.font = Font(bold=True, color="FFFFFFFF")
            needed = place < len(marked) and marked[place]
            cell.fill = PatternFill("solid", fgColor="FFB4462F" if needed else "FF4A5560")
        self._sheet.append(cells)

    def row(self, cells: Iterable[Written]) -> None:
        self._sheet.append([self._cell(cell) for cell in cells])

    def texts(self, texts: Iterable[str]) -> None:
        cells = [self._text(text) for text in texts]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        self._sheet.append(cells)

    def _cell(self, cell: Written) -> Any:
        if cell.number is not None:
            number: Any = WriteOnlyCell(self._sheet)
            number.value = cell.number
            if isinstance(cell.number, Decimal):
                number.number_format = "0.00"
            return number
        if not cell.text:
            return None
        guarded = harmless.identifier_for_workbook if cell.is_identifier else harmless.text_for_workbook
        return self._text(guarded(cell.text))

    def _text(self, text: str) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        # Set here, not by `value`, which makes formulas of texts that begin with "=" and errors of "#N/A".
        cell._value = text  # noqa: SLF001 - there is no other way
        cell.data_type = "s"
        cell.number_format = "@"
        return cell


def _write_workbook(template: Template[Any], rows: Iterable[Values], out: IO[bytes]) -> int:
    book = Workbook(write_only=True)
    widths = [max(12, min(40, len(column.title) * 2 + 4)) for column in template.columns]
    sheet = _Sheet(book, template.title, widths, template.columns)
    sheet.head(
        [column.title for column in template.columns], marked=[column.needed for column in template.columns]
    )
    count = 0
    try:
        for values in _few_enough(rows):
            sheet.row(column.written(values) for column in template.columns)
            count += 1
    except BaseException:
        book.save(io.BytesIO())  # what was written so far stands in a file that only this removes
        raise
    _explain(book, template)
    book.save(out)
    return count


def _few_enough(rows: Iterable[Values]) -> Iterator[Values]:
    for count, values in enumerate(rows, 1):
        if count > MOST_ROWS_OF_A_WORKBOOK:
            raise TooManyRows("超过 {most} 行的请导出 csv", most=f"{MOST_ROWS_OF_A_WORKBOOK:,}")
        yield values


def _explain(book: Workbook, template: Template[Any]) -> None:
    sheet = _Sheet(book, _HOW, (20, 12, 60, 30, 50), ())
    sheet.head(_EXPLAINED)
    for column in template.columns:
        sheet.texts(
            (
                column.title,
                _how_needed(template, column),
                f"{column.says}({column.shape.says})" if column.says else column.shape.says,
                column.example,
                "、".join(column.aliases),
            )
        )
    for says in (template.says, _EMPTY_CELLS):
        sheet.texts(("", "", says, "", ""))


def _how_needed(template: Template[Any], column: Column) -> str:
    if column.needed:
        return "必填"
    if column.is_shown:
        return "不用填"
    together = next((group for group in template.any_of if column.field in group), None)
    return "选填" if together is None else "这几列至少有一列"
