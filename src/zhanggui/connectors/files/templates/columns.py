"""A template: the columns of a file of ours, how each is read and written, and what becomes of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Generic, TypeVar

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.table import bare_name
from zhanggui.connectors.files.templates.shapes import Money, Shape, Shown, Written

Entry = TypeVar("Entry")
Values = Mapping[str, Any]

# A list of orders or of money names goods and buyers too, and is none of ours.
OF_ORDERS = ("订单编号", "主订单编号", "子订单编号", "退款编号", "账务流水号", "统计日期")


@dataclass(frozen=True)
class Column:
    """`field` is our name of it, `aliases` are what platforms and shops call it beside our title."""

    field: str
    title: str
    shape: Shape
    aliases: Sequence[str] = ()
    needed: bool = False
    example: str = ""
    says: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the column is known, most telling first; an ID is spelled in several ways."""
        spelled = ((name, name.replace("ID", "id"), name.replace("ID", "Id")) for name in self._called)
        return tuple(dict.fromkeys(bare_name(name) for name in chain.from_iterable(spelled)))

    @property
    def _called(self) -> tuple[str, ...]:
        called = (self.title, *self.aliases)
        return (*called, *(f"{name}(元)" for name in called)) if isinstance(self.shape, Money) else called

    def written(self, values: Values) -> Written:
        """The column's cell in a row of these values."""
        value = values.get(self.field)
        return Written() if value is None or value == "" else self.shape.write(value)

    @property
    def is_shown(self) -> bool:
        return isinstance(self.shape, Shown)


@dataclass(frozen=True)
class Template(Generic[Entry]):
    """`any_of` are columns of which a file must have at least one of each group. `carried` is a field whose
    empty cell means the row above's, as long as one of `carried_by` is filled. `entry` makes an entry of a
    row's values by the columns' fields, `values` goes the other way. `rows` are the shop's records
    as an export writes them, by the columns' fields; what is None or missing is an empty cell. An export
    needs the capabilities `export_needs` beside the template's own.
    """

    key: str
    title: str
    capability: str
    columns: Sequence[Column]
    entry: Callable[[Values], Entry]
    values: Callable[[Entry], Values]
    record: Callable[[Batch[Entry]], Outcome]
    rows: Callable[[int], Iterator[Values]]
    any_of: Sequence[Sequence[str]] = ()
    carried: str = ""
    carried_by: Sequence[str] = ()
    export_needs: Sequence[str] = ()
    # What `record` blames beside the columns' own fields -> the column that is shown.
    blamed: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    url_name: str = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.field == name)

    @property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """The groups of names of which a file must have one each."""
        alone = [column.names for column in self.columns if column.needed]
        groups = [tuple(chain(*(self.column(name).names for name in group))) for group in self.any_of]
        return (*alone, *groups)

    @property
    def needed_says(self) -> tuple[str, ...]:
        """What each of these groups is called."""
        alone = [column.title for column in self.columns if column.needed]
        return (*alone, *map(self._one_of, self.any_of))

    def _one_of(self, names: Sequence[str]) -> str:
        first, *others = [self.column(name).title for name in names]
        return f"{first}(或 {'、'.join(others)})" if others else first

    def cells(self, entry: Entry) -> dict[str, str]:
        """An entry's cells by the columns' titles."""
        values = self.values(entry)
        return {column.title: column.written(values).text for column in self.columns if not column.is_shown}

    def fault(self, header: Iterable[str]) -> str:
        """Why a header of this kind cannot be read: a column of ours stands in it twice."""
        ours = {name for column in self.columns for name in column.names}
        seen: set[str] = set()
        for name in header:
            if name in seen and name in ours:
                return f"「{name}」这一列有两个,分不清用哪一个;请删去一个"
            seen.add(name)
        return ""
