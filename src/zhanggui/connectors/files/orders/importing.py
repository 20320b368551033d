from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from zhanggui.connectors.files.orders.reading import (
    OrderRow,
    latest_believable,
    read_orders,
    told_at_from_name,
)
from zhanggui.connectors.files.table import opened, survey
from zhanggui.foundation.actors import Actor
from zhanggui.marketplace.actions import PROBLEMS_KEPT, count_delivery, finish_delivery, open_delivery
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.queries import earlier_delivery
from zhanggui.orders.actions import RecordedOrders, record_orders

KIND = "orders"
ROWS_A_BATCH = 1_000
_UNDECIDED = "和已有的记录一样新,内容却不同,没有改动;请用文件名带导出时间的原文件"


@dataclass(frozen=True)
class ImportReport:
    """What an import did. The first problems are kept, all are counted."""

    delivery_id: int
    name: str
    imported_before: datetime | None
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    undecided: int = 0
    refused: int = 0
    announced: int = 0
    problem_count: int = 0
    problems: tuple[Problem, ...] = field(default=(), repr=False)


def import_orders(
    *, shop_id: int, file: BinaryIO, name: str, told_at: datetime | None = None, by: Actor, at: datetime
) -> ImportReport:
    """Reads an ExportOrderList into the shop's orders, a thousand rows a transaction.

    `file` must be seekable: it is read twice. `told_at` is when it was exported, where its name does
    not say so. CannotReadTable or NotAnOrderExport when it is refused whole; then nothing is written.
    Importing the same file again changes nothing, so an interrupted import is simply repeated.
    """
    source = survey(file)
    latest = latest_believable(at)
    told_at = told_at or told_at_from_name(name, latest=latest)
    before = earlier_delivery(shop_id, source.sha256)
    with opened(file, source) as table:
        rows = read_orders(table, told_at=told_at, latest=latest)
        delivery = open_delivery(shop_id=shop_id, kind=KIND, name=name, sha256=source.sha256, by=by, at=at)
        report = ImportReport(delivery.id, name, before.received_at if before else None)
        for batch in _batches(rows):
            report = _import_batch(report, shop_id, batch, by, at)
    finish_delivery(delivery_id=delivery.id, at=at)
    return report


def _batches(rows: Iterable[OrderRow]) -> Iterator[list[OrderRow]]:
    rest = iter(rows)
    while batch := list(islice(rest, ROWS_A_BATCH)):
        yield batch


@transaction.atomic
def _import_batch(
    report: ImportReport, shop_id: int, batch: list[OrderRow], by: Actor, at: datetime
) -> ImportReport:
    snapshots = [row.snapshot for row in batch if row.snapshot]
    recorded = record_orders(shop_id=shop_id, snapshots=snapshots, by=by, at=at)
    problems = [problem for row in batch for problem in row.problems]
    problems += _undecided(batch, recorded)
    refused = len(batch) - len(snapshots)
    count_delivery(
        delivery_id=report.delivery_id,
        accepted=recorded.new + recorded.changed,
        unchanged=recorded.unchanged + recorded.older + len(recorded.undecided),
        refused=refused,
        problems=problems,
    )
    room = PROBLEMS_KEPT - len(report.problems)
    return replace(
        report,
        rows=report.rows + len(batch),
        new=report.new + recorded.new,
        changed=report.changed + recorded.changed,
        unchanged=report.unchanged + recorded.unchanged,
        older=report.older + recorded.older,
        undecided=report.undecided + len(recorded.undecided),
        refused=report.refused + refused,
        announced=report.announced + recorded.announced,
        problem_count=report.problem_count + len(problems),
        problems=(*report.problems, *problems[:room]),
    )


def _undecided(batch: list[OrderRow], recorded: RecordedOrders) -> list[Problem]:
    numbers = set(recorded.undecided)
    return [
        Problem(row.line, "订单编号", _UNDECIDED, row.snapshot.number, refused=False)
        for row in batch
        if row.snapshot and row.snapshot.number in numbers
    ]
