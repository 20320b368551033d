"""Recording the lines of orders, which may come in before their orders do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import orjson
from django.db import connection, transaction

from zhanggui.customers.actions import past_is_due
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce_all
from zhanggui.foundation.recorded import Refused
from zhanggui.marketplace.events import LineSnapshot
from zhanggui.orders import rules
from zhanggui.orders.actions.copying import LINES, copy_rows, hold, rows_of
from zhanggui.orders.actions.reserving import reserve_for
from zhanggui.orders.events import OrderChanged
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.rules import Told, Verdict
from zhanggui.shops.queries import setting_value
from zhanggui.shops.settings import FRESH_HOURS

# What a snapshot may say, as columns.
_SAID = (
    "oid",
    "status",
    "status_text",
    "title",
    "price_fen",
    "quantity",
    "item_number",
    "item_outer_id",
    "sku_outer_id",
    "properties",
    "package",
    "remark",
    "payable_fen",
    "paid_fen",
    "refund_status",
    "refund_fen",
    "extra",
)
_WRITTEN = (*_SAID, "seen_at", "told_at")
_told_by, _said_in = attrgetter(*_SAID), itemgetter(*_SAID)


@dataclass(frozen=True)
class RecordedLines:
    """What a batch did; `undecided` and `refused` name snapshots by their place in the batch."""

    new: int
    changed: int
    unchanged: int
    older: int
    undecided: tuple[int, ...]
    refused: tuple[Refused, ...]
    announced: int


@dataclass
class _Line:
    """A line while its batch is being recorded; `id` is None until it is in the table."""

    id: int | None
    position: int
    told: Told
    dirty: bool = False


@dataclass
class _Work:
    """One batch on its way into the table."""

    lines: dict[str, list[_Line]]  # by order number
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    new: int = 0
    undecided: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)  # numbers of orders whose lines are new or changed
    happened: dict[str, datetime] = field(default_factory=dict)  # order number -> latest change


@transaction.atomic
def record_lines(
    *, shop_id: int, snapshots: Sequence[LineSnapshot], by: Actor, at: datetime
) -> RecordedLines:
    """Mirrors the snapshots as `record_orders` does. Neighbours of one order are one telling: two equal ones
    are two lines, where the list gives them no numbers of their own.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record orders of shop {shop_id}"
        raise ValueError(message)
    hold(shop_id=shop_id, what=LINES)
    work = _Work(_known(shop_id, {shot.order_number for shot in snapshots}))
    elsewhere = _owners(shop_id, {shot.oid for shot in snapshots if shot.oid})
    for number, run in groupby(enumerate(snapshots), key=lambda told: told[1].order_number):
        _take(work, number, list(_acceptable(work, run, elsewhere)))
    _insert(shop_id, work.lines)
    _rewrite(work.lines)
    _count_anew(shop_id, work.touched)
    reserve_for(shop_id=shop_id, waiting=_waiting(shop_id, work.touched), by=by, at=at)
    return RecordedLines(
        new=work.new,
        changed=work.verdicts[Verdict.CHANGED],
        unchanged=work.verdicts[Verdict.UNCHANGED],
        older=work.verdicts[Verdict.OLDER],
        undecided=tuple(work.undecided),
        refused=tuple(work.refused),
        announced=_announce_fresh(shop_id, work.happened, at),
    )


def _count_anew(shop_id: int, numbers: Collection[str]) -> None:
    rows = rows_of(
        table="orders_order", columns=("number", "buyer_id"), shop_id=shop_id, key="number", values=numbers
    )
    buyer_ids = {buyer_id for _, buyer_id in rows if buyer_id is not None}
    if buyer_ids:
        past_is_due(buyer_ids=buyer_ids)


def _acceptable(
    work: _Work, run: Iterable[tuple[int, LineSnapshot]], elsewhere: dict[str, str]
) -> Iterator[tuple[int, LineSnapshot]]:
    for place, shot in run:
        if shot.oid and (owner := elsewhere.setdefault(shot.oid, shot.order_number)) != shot.order_number:
            work.refused.append(Refused(place, "oid", f"这个子订单编号已经属于订单 {owner}"))
            continue
        yield place, shot


def _take(work: _Work, number: str, run: list[tuple[int, LineSnapshot]]) -> None:
    lines = work.lines.setdefault(number, [])
    for alone in _without_twins(run):
        told = [_as_told(shot) for _, shot in alone]
        same = rules.same_lines([line.told.values for line in lines], [one.values for one in told])
        for (place, _), one, match in zip(alone, told, same, strict=True):
            if match is None and len(lines) >= rules.MOST_LINES:
                work.refused.append(Refused(place, "order_number", rules.TOO_MANY_LINES))
            elif match is None:
                lines.append(_Line(None, len(lines) + 1, one))
                work.new += 1
                _note(work, number, None, one)
            else:
                _weigh(work, number, lines[match], one, place)


def _without_twins(run: list[tuple[int, LineSnapshot]]) -> Iterator[list[tuple[int, LineSnapshot]]]:
    """Parts of the run in which no line's own number comes twice: a file may be glued together."""
    part: list[tuple[int, LineSnapshot]] = []
    seen: set[str] = set()
    for place, shot in run:
        if shot.oid and shot.oid in seen:
            yield part
            part, seen = [], set()
        part.append((place, shot))
        seen |= {shot.oid} if shot.oid else set()
    yield part


def _weigh(work: _Work, number: str, line: _Line, told: Told, place: int) -> None:
    verdict, after = rules.weigh(line.told, told)
    work.verdicts[verdict] += verdict != Verdict.UNDECIDED
    if verdict == Verdict.UNDECIDED:
        work.undecided.append(place)
    if after.values != line.told.values:
        _note(work, number, line.told, after)
    line.dirty |= after != line.told
    line.told = after


def _waiting(shop_id: int, numbers: Collection[str]) -> list[str]:
    rows = rows_of(
        table="orders_order", columns=("number", "status"), shop_id=shop_id, key="number", values=numbers
    )
    return [number for number, status in rows if rules.holds_goods(status)]


def _note(work: _Work, number: str, before: Told | None, after: Told) -> None:
    work.touched.add(number)
    if happened := rules.happened_after(before, after):
        work.happened[number] = max(work.happened.get(number, happened), happened)


def _as_told(shot: LineSnapshot) -> Told:
    values: dict[str, Any] = dict(zip(_SAID, _told_by(shot), strict=True))
    values["status"] = str(shot.status) if shot.status else None
    values["extra"] = dict(shot.extra)
    return Told(shot.seen_at, shot.told_at, values)


def _known(shop_id: int, numbers: Collection[str]) -> dict[str, list[_Line]]:
    columns = ("id", "order_number", "position", "seen_at", "told_at", *_SAID)
    rows = rows_of(
        table="orders_orderline", columns=columns, shop_id=shop_id, key="order_number", values=numbers
    )
    lines: dict[str, list[_Line]] = {}
    for line_id, number, position, seen_at, told_at, *values in rows:
        said = dict(zip(_SAID, values, strict=True))
        said["extra"] = orjson.loads(said["extra"])
        lines.setdefault(number, []).append(_Line(line_id, position, Told(seen_at, told_at, said)))
    for held in lines.values():
        held.sort(key=lambda line: line.position)
    return lines


def _owners(shop_id: int, oids: Collection[str]) -> dict[str, str]:
    """The orders to which these lines' numbers already belong."""
    if not oids:
        return {}
    rows = rows_of(
        table="orders_orderline", columns=("oid", "order_number"), shop_id=shop_id, key="oid", values=oids
    )
    return dict(rows)


def _insert(shop_id: int, lines: dict[str, list[_Line]]) -> None:
    columns = ("shop_id", "order_number", "position", *_WRITTEN)
    rows = (
        (shop_id, number, line.position, *_written(line.told))
        for number, held in lines.items()
        for line in held
        if line.id is None
    )
    copy_rows(table="orders_orderline", columns=columns, rows=rows)


def _rewrite(lines: dict[str, list[_Line]]) -> None:
    rows = [
        {
            "id": line.id,
            **dict(zip(_WRITTEN, _written(line.told), strict=True)),
            "extra": line.told.values["extra"],
        }
        for held in lines.values()
        for line in held
        if line.id is not None and line.dirty
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_update_statement(), [orjson.dumps(rows).decode()])


def _announce_fresh(shop_id: int, happened: dict[str, datetime], at: datetime) -> int:
    """An order whose lines changed lately is announced, when it is there already; else its coming is."""
    fresh_since = at - timedelta(hours=setting_value(shop_id, FRESH_HOURS, at=at))
    fresh = [number for number, last in happened.items() if last >= fresh_since]
    if not fresh:
        return 0
    rows = Order.objects.filter(shop_id=shop_id, number__in=fresh).values_list("id", "buyer_id", "status")
    announce_all(
        [
            OrderChanged(
                shop_id=shop_id,
                order_id=order_id,
                buyer_id=buyer_id,
                before=status,
                status=status,
                at=at.isoformat(),
            )
            for order_id, buyer_id, status in rows
        ]
    )
    return len(rows)


def _written(told: Told) -> tuple[Any, ...]:
    """In the order of _WRITTEN; `extra`, the last of what is said, as JSON."""
    *said, extra = _said_in(told.values)
    return (*said, orjson.dumps(extra).decode(), told.seen_at, told.told_at)


@cache
def _update_statement() -> str:
    fields = {one.attname: one for one in OrderLine._meta.concrete_fields}  # noqa: SLF001 - documented
    typed = ", ".join(f"{name} {fields[name].db_type(connection)}" for name in _WRITTEN)
    return (
        f"UPDATE orders_orderline SET {', '.join(f'{name} = told.{name}' for name in _WRITTEN)}"  # noqa: S608
        f" FROM jsonb_to_recordset(%s) AS told(id bigint, {typed}) WHERE orders_orderline.id = told.id"
    )
