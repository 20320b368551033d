"""Recording what the marketplace tells: a few statements a batch, whatever the batch's size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

import orjson
from django.db import connection, transaction

from zhanggui.customers.actions import ensure_buyers, past_is_due
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce_all
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.orders import rules
from zhanggui.orders.actions.copying import ORDERS, copy_rows, hold, rows_of
from zhanggui.orders.actions.memos import weigh_memos
from zhanggui.orders.actions.money import append_movements
from zhanggui.orders.actions.reserving import reserve_for
from zhanggui.orders.events import OrderChanged
from zhanggui.orders.models import Order
from zhanggui.orders.rules import Told, Verdict
from zhanggui.shops.queries import setting_value
from zhanggui.shops.settings import FRESH_HOURS

# What a snapshot may say, as columns.
_SAID = (
    "buyer_id",
    "buyer_nick",
    "status",
    "status_text",
    "close_reason",
    "title",
    "item_count",
    "goods_fen",
    "postage_fen",
    "total_fen",
    "paid_fen",
    "refund_fen",
    "settled_fen",
    "fee_fen",
    "created_at",
    "paid_at",
    "shipped_at",
    "finished_at",
    "receiver_name",
    "receiver_phone",
    "receiver_address",
    "courier",
    "waybill",
    "remark",
    "flag",
    "buyer_message",
    "extra",
)
_TOLD = tuple(name for name in _SAID if name not in {"buyer_id", "waybill", "extra"})
_WRITTEN = (*_SAID, "phone_tail", "seen_at", "told_at")
_told_by, _said_in = attrgetter(*_TOLD), itemgetter(*_SAID)


@dataclass(frozen=True)
class RecordedOrders:
    """What a batch did. `undecided`: as old as what was known, but different in what was left as it was."""

    new: int
    changed: int
    unchanged: int
    older: int
    undecided: tuple[str, ...]
    announced: int


@dataclass(frozen=True)
class _Change:
    number: str
    order_id: int | None  # a new one's is asked for only where it is needed
    before: Told | None
    after: Told


@transaction.atomic
def record_orders(
    *, shop_id: int, snapshots: Sequence[OrderSnapshot], by: Actor, at: datetime
) -> RecordedOrders:
    """Mirrors the snapshots. Any newer one is recorded, an older one never undoes; twice is once.

    Only what happened lately is announced (the dated setting FRESH_HOURS): history is silent.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record orders of shop {shop_id}"
        raise ValueError(message)
    hold(shop_id=shop_id, what=ORDERS)
    told, verdicts, undecided = _newest_of_each(_as_told(shop_id, snapshots, at))
    changes: list[_Change] = []
    rewritten: dict[int, Told] = {}
    missing = dict(told)
    for order_id, number, known in _known(shop_id, told.keys()):
        del missing[number]
        verdict, after = rules.weigh(known, told[number])
        verdicts[verdict] += 1
        if verdict == Verdict.UNDECIDED:
            undecided.append(number)
        if after.values != known.values:
            changes.append(_Change(number, order_id, known, after))
        if after != known:
            rewritten[order_id] = after
    _insert(shop_id, missing)
    _rewrite(rewritten)
    changes += [_Change(number, None, None, after) for number, after in missing.items()]
    moved = ((change.number, change.before, change.after) for change in changes)
    append_movements(shop_id=shop_id, changes=moved, source=by.name, at=at)
    waiting = [one.number for one in changes if _waits(one.after)]
    released = [one.number for one in changes if _waits(one.before) and not _waits(one.after)]
    reserve_for(shop_id=shop_id, waiting=waiting, released=released, by=by, at=at)
    _count_anew(changes)
    weigh_memos(shop_id=shop_id, memos=_other_memos(changes), at=at)
    return RecordedOrders(
        new=len(missing),
        changed=verdicts[Verdict.CHANGED],
        unchanged=verdicts[Verdict.UNCHANGED],
        older=verdicts[Verdict.OLDER],
        undecided=tuple(undecided),
        announced=_announce_fresh(shop_id, changes, at),
    )


def _count_anew(changes: Iterable[_Change]) -> None:
    """The buyers' pasts: also of whoever an order was thought to be."""
    told = (one for change in changes for one in (change.before, change.after) if one is not None)
    buyer_ids = {one.values["buyer_id"] for one in told} - {None}
    if buyer_ids:
        past_is_due(buyer_ids=buyer_ids)


def _other_memos(changes: Iterable[_Change]) -> dict[int, tuple[str, datetime]]:
    """The memos that read otherwise than before; a new order has no remark of ours."""
    return {
        change.order_id: (change.after.values["remark"] or "", change.after.told_at or change.after.seen_at)
        for change in changes
        if change.order_id is not None
        and change.before is not None
        and change.after.seen_at is not None
        and change.after.values["remark"] != change.before.values["remark"]
    }


def _waits(told: Told | None) -> bool:
    return told is not None and rules.holds_goods(told.values["status"])


def _as_told(shop_id: int, snapshots: Sequence[OrderSnapshot], at: datetime) -> Iterable[tuple[str, Told]]:
    # A masked nick ("云**9") is nobody's name: it may stand for many buyers.
    nicks = {shot.buyer_nick for shot in snapshots if shot.buyer_nick and "*" not in shot.buyer_nick}
    buyers = ensure_buyers(shop_id=shop_id, nicks=nicks, at=at) if nicks else {}
    for shot in snapshots:
        values: dict[str, Any] = dict(zip(_TOLD, _told_by(shot), strict=True))
        values["status"] = str(shot.status)
        values["buyer_nick"] = shot.buyer_nick or None
        values["buyer_id"] = buyers.get(shot.buyer_nick or "")
        values["waybill"] = None if shot.waybills is None else " ".join(shot.waybills)
        values["extra"] = dict(shot.extra)
        yield shot.number, Told(shot.seen_at, shot.told_at, values)


def _newest_of_each(
    told: Iterable[tuple[str, Told]],
) -> tuple[dict[str, Told], Counter[Verdict], list[str]]:
    """One snapshot an order: a file that was glued together may hold the same order twice."""
    newest: dict[str, Told] = {}
    verdicts: Counter[Verdict] = Counter()
    undecided: list[str] = []
    for number, one in told:
        if number not in newest:
            newest[number] = one
            continue
        verdict, newest[number] = rules.weigh(newest[number], one)
        verdicts[verdict] += 1
        if verdict == Verdict.UNDECIDED:
            undecided.append(number)
    return newest, verdicts, undecided


def _insert(shop_id: int, told: Mapping[str, Told]) -> None:
    columns = ("shop_id", "number", *_WRITTEN)
    rows = ((shop_id, number, *_written(one)) for number, one in told.items())
    copy_rows(table="orders_order", columns=columns, rows=rows)


def _known(shop_id: int, numbers: Collection[str]) -> Iterable[tuple[int, str, Told]]:
    """What is known of these orders; their rows stay locked."""
    columns = ("id", "number", "seen_at", "told_at", *_SAID)
    rows = rows_of(
        table="orders_order", columns=columns, shop_id=shop_id, key="number", values=numbers, lock=True
    )
    for order_id, number, seen_at, told_at, *values in rows:
        said = dict(zip(_SAID, values, strict=True))
        said["extra"] = orjson.loads(said["extra"])
        yield order_id, number, Told(seen_at, told_at, said)


def _rewrite(orders: dict[int, Told]) -> None:
    if not orders:
        return
    rows = [
        {
            "id": order_id,
            **dict(zip(_WRITTEN, _written(told), strict=True)),
            "extra": told.values["extra"],
        }
        for order_id, told in orders.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(), [orjson.dumps(rows).decode()])


def _announce_fresh(shop_id: int, changes: list[_Change], at: datetime) -> int:
    fresh_since = at - timedelta(hours=setting_value(shop_id, FRESH_HOURS, at=at))
    fresh = [
        change
        for change in changes
        if (happened := rules.happened_after(change.before, change.after)) and happened >= fresh_since
    ]
    new = [change.number for change in fresh if change.order_id is None]
    rows = Order.objects.filter(shop_id=shop_id, number__in=new).values_list("number", "id") if new else ()
    ids = dict(rows)
    announce_all(
        [
            OrderChanged(
                shop_id=shop_id,
                order_id=change.order_id or ids[change.number],
                buyer_id=change.after.values["buyer_id"],
                before=change.before.values["status"] if change.before else None,
                status=change.after.values["status"],
                at=at.isoformat(),
            )
            for change in fresh
        ]
    )
    return len(fresh)


def _written(told: Told) -> tuple[Any, ...]:
    """In the order of _WRITTEN; `extra`, the last of what is said, as JSON."""
    *said, extra = _said_in(told.values)
    tail = rules.phone_tail(told.values["receiver_phone"])
    return (*said, orjson.dumps(extra).decode(), tail, told.seen_at, told.told_at)


@cache
def _update_statement() -> str:
    return (
        f"UPDATE orders_order SET {', '.join(f'{name} = told.{name}' for name in _WRITTEN)}"  # noqa: S608
        f" FROM jsonb_to_recordset(%s) AS told(id bigint, {_typed()}) WHERE orders_order.id = told.id"
    )


def _typed() -> str:
    """The columns with their types, as a record set wants them."""
    fields = {field.attname: field for field in Order._meta.concrete_fields}  # noqa: SLF001 - documented
    return ", ".join(f"{name} {fields[name].db_type(connection)}" for name in _WRITTEN)
