"""A first look at a file: what it is, its columns, its first rows as we understand them.

Only the first rows are read, however large the file is. What is kept of it names no receiver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from zhanggui.connectors.files.cells import latest_believable, places_in, told_at_from_name
from zhanggui.connectors.files.importing import GivenFile
from zhanggui.connectors.files.kinds import Kind, Read, Reading
from zhanggui.connectors.files.opening import opened
from zhanggui.connectors.files.showing import cut, shown
from zhanggui.connectors.files.table import BrokenRow, Row, Source, Table, bare_name, clean, survey

ROWS_LOOKED_AT = 500
_ROWS_SHOWN = 20
_PROBLEMS_SHOWN = 20
_COLUMNS_SHOWN = 200
_SHOP_NAME = bare_name("店铺名称")
_SHOPS_NAMED = 5


@dataclass(frozen=True)
class Look:
    """`rows` are about as many as the file has, exactly so when it was read to its end. `made_at` is what the
    file's name says of when it was made. `columns` are (name, our word for it or empty)."""

    form: str
    encoding: str
    made_at: str
    rows_about: int
    whole: bool
    keeps_rest: bool
    columns: list[tuple[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    looked_at: int = 0
    problem_count: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)


def look_at(
    given: GivenFile, *, size: int | None = None, ours: frozenset[str] = frozenset(), at: datetime
) -> tuple[Kind[Any], dict[str, Any]]:
    """The file's kind, and what was seen, fit to be kept as JSON. `size` in bytes is that of the whole file,
    when only its beginning is given; `ours` are the names under which the shop's side may speak.

    CannotReadTable or NotThatFile when it is refused whole.
    """
    source = survey(given.stream)
    latest = latest_believable(at)
    made_at = told_at_from_name(given.name, latest=latest)
    with opened(given.stream, source, given.is_header) as table:
        kind = given.kind_of(table.header)
        shops: dict[str, None] = {}
        noted = replace(table, rows=_noting_shops(table, shops))
        reads = list(islice(kind.reads(noted, Reading(made_at, latest, ours)), ROWS_LOOKED_AT))
        look = _seen(source, table, kind, reads)
    if size and size > source.size:
        look = replace(look, whole=False, rows_about=round(look.rows_about * size / source.size))
    named = list(shops)[:_SHOPS_NAMED]
    seen = replace(look, made_at=made_at.isoformat() if made_at else "", shops=named)
    return kind, asdict(seen)


def _seen(source: Source, table: Table, kind: Kind[Any], reads: list[Read[Any]]) -> Look:
    whole = len(reads) < ROWS_LOOKED_AT
    share = table.share()
    entries = [read.entry for read in reads if read.entry is not None][:_ROWS_SHOWN]
    rows_read = sum(read.entry is not None or read.refused for read in reads)  # the others are remarks
    titles, rows = shown(kind, entries)
    problems = [problem for read in reads for problem in read.problems]
    return Look(
        form=source.form.value,
        encoding=source.encoding if source.form.value == "text" else "",
        made_at="",
        rows_about=rows_read if whole or not share else round(rows_read / share),
        whole=whole,
        keeps_rest=any(hasattr(entry, "extra") for entry in entries),
        columns=_columns(table.header, kind)[:_COLUMNS_SHOWN],
        titles=titles,
        rows=rows,
        looked_at=rows_read,
        problem_count=len(problems),
        problems=[
            {
                "line": one.line,
                "column": one.column,
                "reason": one.reason,
                "raw": cut(one.raw),
                "refused": one.refused,
            }
            for one in problems[:_PROBLEMS_SHOWN]
        ],
    )


def _columns(header: tuple[str, ...], kind: Kind[Any]) -> list[tuple[str, str]]:
    places = places_in(header, kind.names)
    words = {place: kind.names[word][0] for word, place in places.items()}
    return [(name[:40], words.get(place, "")) for place, name in enumerate(header) if name]


def _noting_shops(table: Table, shops: dict[str, None]) -> Iterator[Row | BrokenRow]:
    """The rows as they are; whose they say they are is noted on the way."""
    place = table.header.index(_SHOP_NAME) if _SHOP_NAME in table.header else None
    for row in table.rows:
        if place is not None and isinstance(row, Row) and (name := clean(row.cells[place])):
            shops.setdefault(cut(name))
        yield row
