"""What files are known: an open list of kinds, each with how its rows are read and recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from zhanggui.connectors.files.cells import Names, missing
from zhanggui.connectors.files.table import Table, bare_name
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.lists import OpenList
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.marketplace.events import Problem

Entry = TypeVar("Entry")
HEADER_LINE = 1  # what is said of a column is said of the header, wherever that stands


def _faultless(_header: Iterable[str]) -> str:
    return ""


class NotThatFile(UnableTo):
    """The file has a table, but not one that we know, or not the one that was asked for."""


@dataclass(frozen=True)
class Reading:
    """How a table's cells are to be understood: when the file was made, where that is known, the instant
    after which a cell's time is a wrong cell, and the names under which the shop's side may speak."""

    told_at: datetime | None
    latest: datetime
    ours: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Read(Generic[Entry]):
    """One row: what it tells (None when it cannot be taken), what is wrong in it, and its cell that
    names the entry, as problems found later quote it. Without entry and refusal: a remark on the file.
    `called` is what this file calls the columns of the entry's fields, where that is not as the kind's
    `columns` say."""

    line: int
    entry: Entry | None
    problems: tuple[Problem, ...] = ()
    raw: str = ""
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return self.entry is None and any(problem.refused for problem in self.problems)


@dataclass(frozen=True)
class Outcome:
    """What recording a batch did. `doubts` are places (in the batch) of entries that were as new as what
    was known, but different, and so were left."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    doubts: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()
    announced: int = 0

    @classmethod
    def of(cls, recorded: Recorded) -> Outcome:
        return cls(recorded.new, recorded.changed, recorded.unchanged, refused=recorded.refused)


@dataclass(frozen=True)
class Batch(Generic[Entry]):
    """Entries to record together; what is true of the file's source is the same for all."""

    shop_id: int
    entries: Sequence[Entry]
    by: Actor
    at: datetime


@dataclass(frozen=True)
class Kind(Generic[Entry]):
    """A kind of file.

    `needed` are groups of column names: a header that has one of each group, and none of `foreign`, is of
    this kind. `needed_says` are what each group is called, where its first name does not say it. `columns`
    names, for an entry's fields, the column that is shown when a field is refused. `capability` is what a
    member of staff needs to bring such a file in. Neighbours for which `together` answers the same are
    recorded in one batch. `names` are the column names that the kind reads, by its own words; a kind with
    `asks_when` weighs an entry by when its file was made. `url_name` names the page on which its entries are
    to be seen. `fault` says why a file with this header is refused whole; empty when it is not. `cells` are
    an entry's cells by the columns' names, where they are not simply its fields.
    """

    key: str
    title: str
    capability: str
    needed: tuple[tuple[str, ...], ...]
    read: Callable[[Table, Reading], Iterator[Read[Entry]]]
    record: Callable[[Batch[Entry]], Outcome]
    needed_says: tuple[str, ...] = ()
    foreign: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    together: Callable[[Entry], str] | None = None
    names: Names = field(default_factory=dict)
    asks_when: bool = False
    url_name: str = ""
    fault: Callable[[Iterable[str]], str] = _faultless
    cells: Callable[[Entry], Mapping[str, str]] | None = None

    def reads(self, table: Table, reading: Reading) -> Iterator[Read[Entry]]:
        """The table's rows, behind remarks on the table and on columns of ours that it has more than once."""
        remarks = [("", remark) for remark in table.remarks]
        ours = {bare_name(name) for names in self.names.values() for name in names}
        for name, count in Counter(table.header).items():
            if count > 1 and name in ours:
                remarks.append((name, f"这一列有 {count} 个,只读了最前面的一个"))
        for column, remark in remarks:
            yield Read(HEADER_LINE, None, (Problem(HEADER_LINE, column, remark, "", refused=False),))
        yield from self.read(table, reading)

    @property
    def expected(self) -> tuple[str, ...]:
        """What a file must have, for people."""
        return self.needed_says or tuple(names[0] for names in self.needed)

    def lacks(self, header: Sequence[str]) -> list[str]:
        groups = zip(self.expected, self.needed, strict=True)
        return [says for says, names in groups if missing(header, (names,))]

    def is_that(self, header: Sequence[str]) -> bool:
        return not self.lacks(header) and not {bare_name(name) for name in self.foreign} & set(header)


KINDS: OpenList[Kind[Any]] = OpenList("kinds of files")


def kind_of(header: Sequence[str], *, wanted: Collection[str] | None = None) -> Kind[Any] | None:
    """The kind whose columns these are; of several the one that needs most. `wanted` narrows them down."""
    fitting = [kind for kind in _among(wanted) if kind.is_that(header)]
    return max(fitting, key=lambda kind: len(kind.needed), default=None)


def not_that_file(header: Sequence[str], *, wanted: Collection[str] | None = None) -> NotThatFile:
    """Why the file is refused whole: what was found, and what was expected."""
    shown = "、".join([name[:20] or "(空)" for name in header[:12]])
    more = f" 等 {len(header)} 列" if len(header) > 12 else ""
    found = f"文件里的列: {shown}{more}。"
    among = _among(wanted)
    titles = "、".join(kind.title for kind in among)
    if other := kind_of(header):
        return NotThatFile(f"这是{other.title},要的是{titles}。{found}")
    nearest = max(among, key=lambda kind: (len(kind.needed) - len(kind.lacks(header))) / len(kind.needed))
    lacks = nearest.lacks(header)
    if len(among) > 1 and len(lacks) * 2 > len(nearest.needed):
        return NotThatFile(f"不认识这个文件。{found}能导入的有: {titles}")
    expected = "、".join(nearest.expected)
    which = f"缺少列 {'、'.join(lacks)}" if lacks else "多了不该有的列"
    return NotThatFile(f"这不是{nearest.title}: {which}。{found}{nearest.title}至少要有: {expected}")


def _among(wanted: Collection[str] | None) -> list[Kind[Any]]:
    return [kind for kind in KINDS if wanted is None or kind.key in wanted]
