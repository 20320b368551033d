"""Recording what the marketplace tells of refunds, and the tasks that follow from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from zhanggui.aftersales import rules
from zhanggui.aftersales.kinds import REFUND_TASK
from zhanggui.aftersales.models import Refund
from zhanggui.aftersales.settings import HOURS
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.live.carrier import tell
from zhanggui.marketplace.events import RefundSnapshot
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus
from zhanggui.orders.actions import LineRefund, mirror_refunds
from zhanggui.orders.rules import Told, Verdict, happened_after, weigh
from zhanggui.shops.queries import setting_value
from zhanggui.shops.settings import FRESH_HOURS
from zhanggui.worklist.actions import Wanted, ensure_tasks, settle_tasks

_LOCK_SHOP = 7_301  # this room's own advisory lock
# What a snapshot may say, as columns.
_SAID = (
    "order_number",
    "status",
    "status_text",
    "kind",
    "goods",
    "goods_text",
    "needs_return",
    "amount_fen",
    "total_fen",
    "to_buyer_fen",
    "to_platform_fen",
    "paid_fen",
    "applied_at",
    "paid_at",
    "finished_at",
    "deadline_at",
    "reason",
    "explanation",
    "intervention",
    "by_system",
    "is_full",
    "payment_number",
    "item_number",
    "item_code",
    "item_title",
    "extra",
)
_WRITTEN = (*_SAID, "seen_at", "told_at", "since_at", "due_at")


@dataclass(frozen=True)
class RecordedRefunds:
    """What a batch did. `undecided` are the places (the first is 0) of snapshots that were as old as what
    was known, but different, and so were left; `tasks` is how many tasks were opened."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    undecided: tuple[int, ...] = ()
    tasks: int = 0


@dataclass
class _Mirror:
    """A refund as it is known while a batch is weighed."""

    told: Told
    since_at: datetime
    is_new: bool = False
    touched: bool = False

    def take(self, told: Told) -> Verdict:
        verdict, after = weigh(self.told, told)
        if after.values["status"] != self.told.values["status"]:
            self.since_at = happened_after(self.told, after) or self.since_at
            # A deadline that is not said again was that of the state before.
            after = replace(after, values={**after.values, "deadline_at": told.values["deadline_at"]})
        self.touched = self.touched or after != self.told
        self.told = after
        return verdict

    @property
    def status(self) -> RefundStatus:
        return RefundStatus(self.told.values["status"])

    @property
    def seen_at(self) -> datetime:
        return self.told.seen_at or self.since_at

    @property
    def known_at(self) -> datetime:
        return max(self.seen_at, self.told.told_at or self.seen_at)


@dataclass
class _Batch:
    shop_id: int
    mirrors: dict[str, _Mirror]
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    undecided: list[int] = field(default_factory=list)


@transaction.atomic
def record_refunds(
    *, shop_id: int, snapshots: Sequence[RefundSnapshot], by: Actor, at: datetime
) -> RecordedRefunds:
    """Mirrors the snapshots. Any newer one is recorded, an older one never undoes; twice is once.

    What waits for the shop gets a task with its deadline, and loses it when it waits no longer. History
    is silent: what waited in an old file opens none.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record refunds of shop {shop_id}"
        raise ValueError(message)
    if not snapshots:
        return RecordedRefunds()
    _queue_up(shop_id)
    batch = _Batch(shop_id, _known(shop_id, {shot.number for shot in snapshots}))
    for place, shot in enumerate(snapshots):
        _weigh(batch, place, shot)
    written = _write(batch, _hours(shop_id, at))
    mirror_on_lines(shop_id=shop_id, order_numbers={row.order_number for row, _ in written}, by=by, at=at)
    return RecordedRefunds(
        new=sum(mirror.is_new for mirror in batch.mirrors.values()),
        changed=batch.verdicts[Verdict.CHANGED],
        unchanged=batch.verdicts[Verdict.UNCHANGED],
        older=batch.verdicts[Verdict.OLDER],
        undecided=tuple(batch.undecided),
        tasks=_tasks(shop_id, written, by, at),
    )


def mirror_on_lines(*, shop_id: int, order_numbers: Collection[str], by: Actor, at: datetime) -> None:
    """Shows the refunds of these orders on their lines, which may come in after them."""
    rows = Refund.objects.filter(shop_id=shop_id, order_number__in=list(order_numbers))
    of = ("order_number", "number", "status", "amount_fen", "item_number", "item_code", "item_title")
    refunds = [
        LineRefund(
            order_number=order_number,
            refund_number=number,
            status=RefundStatus(status).label,
            amount_fen=amount_fen,
            item_number=item_number,
            code=code,
            title=title,
        )
        for order_number, number, status, amount_fen, item_number, code, title in rows.order_by(
            "applied_at", "number"
        ).values_list(*of)
    ]
    if refunds:
        mirror_refunds(shop_id=shop_id, refunds=refunds, by=by, at=at)


def _queue_up(shop_id: int) -> None:
    """Two files of one shop go in one after the other: neither overwrites what it has not weighed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SHOP, str(shop_id)])


def _known(shop_id: int, numbers: Iterable[str]) -> dict[str, _Mirror]:
    rows = Refund.objects.filter(shop_id=shop_id, number__in=list(numbers))
    return {
        number: _Mirror(Told(seen_at, told_at, dict(zip(_SAID, said, strict=True))), since_at)
        for number, seen_at, told_at, since_at, *said in rows.values_list(
            "number", "seen_at", "told_at", "since_at", *_SAID
        )
    }


def _weigh(batch: _Batch, place: int, shot: RefundSnapshot) -> None:
    told = _told(shot)
    mirror = batch.mirrors.get(shot.number)
    if mirror is None:
        batch.mirrors[shot.number] = _Mirror(told, shot.seen_at, is_new=True, touched=True)
        return
    verdict = mirror.take(told)
    batch.verdicts[verdict] += 1
    if verdict == Verdict.UNDECIDED:
        batch.undecided.append(place)


def _told(shot: RefundSnapshot) -> Told:
    values: dict[str, Any] = {name: getattr(shot, name) for name in _SAID}
    for name in ("status", "kind", "goods"):
        values[name] = None if values[name] is None else str(values[name])
    values["extra"] = dict(shot.extra)
    return Told(shot.seen_at, shot.told_at, values)


def _hours(shop_id: int, at: datetime) -> dict[rules.Clock, timedelta]:
    return {
        clock: timedelta(hours=setting_value(shop_id, setting, at=at)) for clock, setting in HOURS.items()
    }


def _due_at(mirror: _Mirror, hours: dict[rules.Clock, timedelta]) -> datetime | None:
    said = mirror.told.values
    clock = rules.clock_of(
        mirror.status,
        goods=GoodsState(said["goods"]) if said["goods"] else None,
        kind=RefundKind(said["kind"]) if said["kind"] else None,
        needs_return=said["needs_return"],
    )
    if clock is None:
        return None
    own: datetime | None = said["deadline_at"]
    return own or mirror.since_at + hours[clock]


def _write(batch: _Batch, hours: dict[rules.Clock, timedelta]) -> list[tuple[Refund, _Mirror]]:
    """Writes what is new of each refund, in one statement."""
    touched = {number: mirror for number, mirror in sorted(batch.mirrors.items()) if mirror.touched}
    rows = [
        Refund(
            shop_id=batch.shop_id,
            number=number,
            seen_at=mirror.seen_at,
            told_at=mirror.told.told_at,
            since_at=mirror.since_at,
            due_at=_due_at(mirror, hours),
            **mirror.told.values,
        )
        for number, mirror in touched.items()
    ]
    Refund.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("shop", "number"), update_fields=_WRITTEN
    )
    if rows:
        tell([{"k": "changed", "s": batch.shop_id, "name": "refunds", "id": 0}])
    return list(zip(rows, touched.values(), strict=True))


def _tasks(shop_id: int, written: list[tuple[Refund, _Mirror]], by: Actor, at: datetime) -> int:
    """Opens a task for each refund that waits for us, and settles those of which that was true."""
    fresh_since = at - timedelta(hours=setting_value(shop_id, FRESH_HOURS, at=at))
    over = [row.pk for row, mirror in written if row.due_at is None and not mirror.is_new]
    wanted = [
        Wanted(
            thing_id=row.pk,
            title=rules.task_title(
                number=row.number,
                status=mirror.status,
                amount_fen=row.amount_fen,
                item_title=row.item_title,
            ),
            due_at=row.due_at,
            known_at=mirror.known_at,
        )
        for row, mirror in written
        if rules.asks_for_a_task(due_at=row.due_at, known_at=mirror.known_at, fresh_since=fresh_since, at=at)
    ]
    settle_tasks(shop_id=shop_id, kind=REFUND_TASK.key, thing="refund", thing_ids=over, by=by, at=at)
    return ensure_tasks(shop_id=shop_id, kind=REFUND_TASK.key, thing="refund", tasks=wanted, by=by, at=at)
