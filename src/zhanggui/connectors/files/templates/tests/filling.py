"""Files made for the tests, and what becomes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from tests.cast import AT

from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.templates.columns import Template
from zhanggui.connectors.files.templates.writing import FileForm, write_export
from zhanggui.foundation.actors import Actor, program


def csv_file(*rows: Iterable[str], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(*rows: Sequence[Any]) -> bytes:
    """As somebody types it: numbers are numbers."""
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(
    shop_id: int,
    content: bytes,
    kind: str | None = None,
    *,
    by: Actor | None = None,
    trial: bool = False,
) -> ImportReport:
    given = GivenFile(io.BytesIO(content), "file", wanted=(kind,) if kind else None)
    return import_file(shop_id=shop_id, given=given, trial=trial, by=by or program(shop_id), at=AT)


def taken_out(template: Template[Any], shop_id: int, form: FileForm) -> bytes:
    out = io.BytesIO()
    write_export(template, shop_id, form, out)
    return out.getvalue()


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in report.problems]
