"""A file in: its kind is recognised by its header, its rows go in a thousand at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from zhanggui.connectors.files.cells import latest_believable, told_at_from_name
from zhanggui.connectors.files.kinds import (
    Batch,
    Kind,
    NotThatFile,
    Outcome,
    Read,
    Reading,
    kind_of,
    not_that_file,
)
from zhanggui.connectors.files.opening import opened
from zhanggui.connectors.files.table import survey
from zhanggui.foundation.actors import Actor
from zhanggui.marketplace.actions import (
    PROBLEMS_KEPT,
    Counts,
    Incoming,
    count_delivery,
    finish_delivery,
    open_delivery,
    read_by_command,
    start_delivery,
)
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.queries import earlier_delivery
from zhanggui.shops.queries import account_names

ROWS_A_BATCH = 1_000
_BATCHES_AHEAD = 2
_ROWS_AT_MOST = 2 * ROWS_A_BATCH  # of neighbours that belong together
_UNDECIDED = "和已有的记录一样新,内容却不同,不同的地方没有改动;请说明这个文件是什么时候导出的"


@dataclass(frozen=True)
class GivenFile:
    """A file to import. `stream` must be seekable: it is read twice. `told_at` is when it was made, where
    its name does not say so; `wanted` are the kinds that it may be."""

    stream: BinaryIO
    name: str
    told_at: datetime | None = None
    wanted: Collection[str] | None = None

    def is_header(self, header: tuple[str, ...]) -> bool:
        return kind_of(header, wanted=self.wanted) is not None

    def kind_of(self, header: tuple[str, ...]) -> Kind[Any]:
        """NotThatFile when it is none of those wanted, or cannot be read as it is."""
        kind = kind_of(header, wanted=self.wanted)
        if kind is None:
            raise not_that_file(header, wanted=self.wanted)
        if fault := kind.fault(header):
            raise NotThatFile(f"{kind.title}: {fault}")
        return kind


@dataclass(frozen=True)
class ImportReport:
    """What an import did. The first problems are kept, all are counted."""

    delivery_id: int
    kind: Kind[Any]
    name: str
    imported_before: datetime | None
    counts: Counts = field(default_factory=Counts)
    announced: int = 0
    problem_count: int = 0
    problems: tuple[Problem, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class _Import:
    """What all batches of one import share."""

    kind: Kind[Any]
    shop_id: int
    trial: bool
    by: Actor
    at: datetime


def import_file(
    *,
    shop_id: int,
    given: GivenFile,
    trial: bool = False,
    delivery_id: int | None = None,
    between: Callable[[], datetime | None] = lambda: None,
    by: Actor,
    at: datetime,
) -> ImportReport:
    """Reads a file of any known kind into the shop's records.

    A trial weighs every row, and keeps none. `delivery_id` names the upload that waits for this reading.
    `between` is called after each batch, when it is committed, and answers what time it is then; what it
    raises ends the reading there.
    CannotReadTable or NotThatFile when it is refused whole; then nothing is written.
    Importing the same file again changes nothing, so an interrupted import is simply repeated.
    """
    source = survey(given.stream)
    latest = latest_believable(at)
    made_at = given.told_at or told_at_from_name(given.name, latest=latest)
    reading = Reading(made_at, latest, account_names(shop_id))
    before = earlier_delivery(shop_id, source.sha256)
    with opened(given.stream, source, given.is_header) as table, ExitStack() as held:
        kind = given.kind_of(table.header)
        if delivery_id is None:
            incoming = Incoming(
                kind=kind.key,
                name=given.name,
                sha256=source.sha256,
                size=source.size,
                trial=trial,
                told_at=given.told_at,
            )
            delivery_id = open_delivery(shop_id=shop_id, incoming=incoming, by=by, at=at).id
            held.enter_context(read_by_command(delivery_id=delivery_id))
        start_delivery(delivery_id=delivery_id, at=at)
        report = ImportReport(delivery_id, kind, given.name, before.received_at if before else None)
        one = _Import(kind, shop_id, trial, by, at)
        with closing(_made_ahead(_batches(kind, kind.reads(table, reading)))) as batches:
            for batch in batches:
                report = _import_batch(report, one, batch, percent=int(table.share() * 100))
                at = between() or at
                one = replace(one, at=at)
    finish_delivery(delivery_id=delivery_id, at=at)
    return report


def _batches(kind: Kind[Any], reads: Iterable[Read[Any]]) -> Iterator[list[Read[Any]]]:
    batch: list[Read[Any]] = []
    for read in reads:
        if len(batch) >= ROWS_A_BATCH and not _belongs(kind, batch[-1], read, len(batch)):
            yield batch
            batch = []
        batch.append(read)
    if batch:
        yield batch


def _made_ahead(batches: Iterator[list[Read[Any]]]) -> Generator[list[Read[Any]]]:
    """The next batch is read by a thread of its own while the database takes the last one."""
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as thread:
        coming = deque(thread.submit(next, batches, None) for _ in range(_BATCHES_AHEAD))
        while batch := coming.popleft().result():
            coming.append(thread.submit(next, batches, None))
            yield batch


def _belongs(kind: Kind[Any], last: Read[Any], read: Read[Any], length: int) -> bool:
    if kind.together is None or last.entry is None or read.entry is None or length >= _ROWS_AT_MOST:
        return False
    return kind.together(last.entry) == kind.together(read.entry)


@transaction.atomic
def _import_batch(
    report: ImportReport, one: _Import, batch: list[Read[Any]], *, percent: int
) -> ImportReport:
    taken = [read for read in batch if read.entry is not None]
    outcome = _recorded(one, taken)
    problems = [problem for read in batch for problem in read.problems]
    problems += _found_late(one.kind, taken, outcome)
    counts = Counts(
        new=outcome.new,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        older=outcome.older,
        undecided=len(outcome.doubts),
        refused=sum(read.refused for read in batch) + len({one.place for one in outcome.refused}),
    )
    count_delivery(
        delivery_id=report.delivery_id,
        counts=counts,
        problems=problems,
        announced=outcome.announced,
        percent=percent,
        at=one.at,
    )
    room = PROBLEMS_KEPT - len(report.problems)
    return replace(
        report,
        counts=report.counts + counts,
        announced=report.announced + outcome.announced,
        problem_count=report.problem_count + len(problems),
        problems=(*report.problems, *problems[:room]),
    )


@transaction.atomic
def _recorded(one: _Import, taken: list[Read[Any]]) -> Outcome:
    outcome = one.kind.record(Batch(one.shop_id, [read.entry for read in taken], one.by, one.at))
    if one.trial:
        transaction.set_rollback(True)
    return outcome


def _found_late(kind: Kind[Any], taken: list[Read[Any]], outcome: Outcome) -> list[Problem]:
    """What only the records could tell, in the words of the file's own lines and columns."""
    first = next(iter(kind.columns.values()), "")
    doubts = [taken[place] for place in outcome.doubts]
    refused = [(taken[one.place], _called(kind, taken[one.place], one.field), one) for one in outcome.refused]
    return [
        *(Problem(read.line, first, _UNDECIDED, read.raw, refused=False) for read in doubts),
        *(Problem(read.line, column, one.reason, read.raw) for read, column, one in refused),
    ]


def _called(kind: Kind[Any], read: Read[Any], field_name: str) -> str:
    return read.called.get(field_name) or kind.columns.get(field_name, field_name)
