"""A table as a file to download: a workbook, or a csv that spreadsheets read."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMS = ("xlsx", "csv")
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_BEGINS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")
Row = Sequence[str | float]


def answer(form: str, name: str, head: Sequence[str], rows: Sequence[Row]) -> HttpResponse:
    """`form` is one of FORMS. Texts stay texts, whatever they begin with."""
    whole = [head, *rows]
    answered = HttpResponse(_workbook(whole) if form == "xlsx" else _csv(whole), content_type=_TYPES[form])
    answered["Content-Disposition"] = f'attachment; filename="{name}"'
    return answered


def _csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str | float) -> str | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA) else cell


def _workbook(rows: Sequence[Row]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.freeze_panes = "C2"
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, content: str | float) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(content, str):
        # Set here, not by `value`, which makes a formula of a text that begins with "=".
        cell._value, cell.data_type = content, "s"  # noqa: SLF001 - there is no other way
    else:
        cell.value = content
    return cell
