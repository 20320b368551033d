"""A template's rows read: every wrong cell of a row is said, and one such keeps only its row out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from zhanggui.connectors.files.kinds import HEADER_LINE, Read, Reading
from zhanggui.connectors.files.table import BrokenRow, Row, Table, unreadable
from zhanggui.connectors.files.templates.columns import Column, Template
from zhanggui.connectors.files.templates.shapes import CannotTake, Found
from zhanggui.marketplace.events import Problem

Entry = TypeVar("Entry")
_SHOWN = 200  # letters of a cell that is quoted


def read_rows(template: Template[Entry], table: Table, reading: Reading) -> Iterator[Read[Entry]]:
    reader = _Reader(template, table.header, reading)
    if about := reader.unused():
        yield Read(HEADER_LINE, None, (about,))
    yield from (reader.read(row) for row in table.rows if not _is_empty(row))


def _is_empty(row: Row | BrokenRow) -> bool:
    """Spreadsheets end their texts with rows of commas."""
    return isinstance(row, Row) and not any(map(str.strip, row.cells))


class _Reader(Generic[Entry]):
    def __init__(self, template: Template[Entry], header: tuple[str, ...], reading: Reading) -> None:
        self._template = template
        self._header = header
        self._latest = reading.latest
        where = {name: at for at, name in reversed(list(enumerate(header)))}
        self._places = {
            column.field: next((where[name] for name in column.names if name in where), None)
            for column in template.columns
        }
        self._taken = [column for column in template.columns if not column.is_shown]
        self._names = [column for column in template.columns if column.needed] or self._taken
        self._titles = {column.field: self._called(column) for column in template.columns}
        self._above: Any = None

    def unused(self) -> Problem | None:
        """The columns that nobody reads. Those that an export shows are no surprise."""
        used = set(self._places.values())
        names = [name for at, name in enumerate(self._header) if name and at not in used]
        if not names:
            return None
        shown = "、".join(name[:20] for name in names[:10])
        more = f" 等 {len(names)} 列" if len(names) > 10 else ""
        return Problem(HEADER_LINE, "", f"没有用到这些列: {shown}{more}", "", refused=False)

    def read(self, row: Row | BrokenRow) -> Read[Entry]:
        if isinstance(row, BrokenRow):
            self._above = None
            return Read(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for column in self._taken:
            try:
                values[column.field] = self._value(column, row.cells)
            except CannotTake as why:
                raw = self._raw(column, row.cells)[:_SHOWN]
                problems.append(Problem(row.line, self._called(column), str(why), raw))
        self._carry(values)
        told = {problem.column for problem in problems}
        problems += [
            Problem(row.line, self._called(column), f"没有{column.title}", "")
            for column in self._taken
            if column.needed and values.get(column.field) is None and self._called(column) not in told
        ]
        named = next((raw for column in self._names if (raw := self._raw(column, row.cells).strip())), "")
        if problems:
            return Read(row.line, None, tuple(problems), named[:_SHOWN])
        return Read(row.line, self._template.entry(values), (), named[:_SHOWN], self._titles)

    def _carry(self, values: dict[str, Any]) -> None:
        """An empty cell of the carried field means the row above's; below a wrong one it means nothing."""
        field = self._template.carried
        if values.get(field) is None and any(values.get(by) is not None for by in self._template.carried_by):
            values[field] = self._above if field in values else None
        self._above = values.get(field)

    def _value(self, column: Column, cells: list[str]) -> Any:
        raw = self._raw(column, cells)
        if unreadable(raw):
            raise CannotTake("有读不出的字节,文件的编码坏了")
        return column.shape.read(Found(raw, self._called(column), self._latest))

    def _raw(self, column: Column, cells: list[str]) -> str:
        place = self._places[column.field]
        return "" if place is None else cells[place]

    def _called(self, column: Column) -> str:
        """What the file calls the column."""
        place = self._places[column.field]
        return column.title if place is None else self._header[place]
