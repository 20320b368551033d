"""What agents promised: kept when the text goes out, matched with an order after, ended by a remark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.guard import rules
from zhanggui.guard.events import PromisesMade
from zhanggui.guard.kinds import PROMISE_TASK
from zhanggui.guard.models import Promise
from zhanggui.guard.rules import Promised
from zhanggui.guard.settings import PROMISE_DAYS, PROMISE_MINUTES
from zhanggui.orders.queries import (
    RemarkCard,
    order_stages,
    orders_by_id,
    remarks_on,
    unshipped_orders,
)
from zhanggui.orders.rules import PROMISES, Stage
from zhanggui.shops.queries import next_cut_off, setting_value
from zhanggui.worklist.actions import Wanted, ensure_tasks, settle_tasks

_AT_ONCE = 1_000


class CannotDismiss(UnableTo):
    """The promise is not the shop's, or it is not open any more."""


@dataclass(frozen=True, kw_only=True)
class NewPromise:
    """A promise in a text that went out to a buyer; `by_id` is a member of staff."""

    shop_id: int
    conversation_id: int | None
    buyer_id: int
    promised: Promised
    text: str
    by_id: int
    by_name: str
    at: datetime


@transaction.atomic
def note_promises(*, promises: Sequence[NewPromise]) -> None:
    """Keeps the promises, and has them matched with orders after the commit.

    Joins the caller's transaction, two statements for a batch. The same words to the same buyer are one.
    """
    Promise.objects.bulk_create((_row(one) for one in promises), ignore_conflicts=True)
    for shop_id, at in sorted({(one.shop_id, one.at) for one in promises}):
        announce(PromisesMade(shop_id=shop_id, at=at.isoformat()))


@transaction.atomic
def match_promises(*, shop_id: int, buyer_ids: Collection[int] | None = None, by: Actor, at: datetime) -> int:
    """Gives open promises the buyer's newest order that has not left, with a task where no remark on it
    speaks of them; lets go those whose buyer never ordered. How many found an order."""
    rows = Promise.objects.filter(shop_id=shop_id, ended_at=None, order_id=None)
    if buyer_ids is not None:
        rows = rows.filter(buyer_id__in=list(buyer_ids))
    found = list(rows.select_for_update(skip_locked=True).order_by("id")[:_AT_ONCE])
    if not found:
        return 0
    orders = unshipped_orders(shop_id, {row.buyer_id for row in found})
    remarks = remarks_on({order.id for order in orders.values()})
    soon = at + timedelta(minutes=setting_value(shop_id, PROMISE_MINUTES, at=at))
    due_at = min(soon, next_cut_off(shop_id, at=at))
    too_old = at - timedelta(days=setting_value(shop_id, PROMISE_DAYS, at=at))
    matched = []
    for row in found:
        order = orders.get(row.buyer_id)
        if order:
            row.order_id, row.due_at = order.id, due_at
            matched.append(row)
            if remark := _covering(row, remarks.get(order.id, [])):
                _end(row, "cover", at, remark_id=remark.id)
        elif row.at < too_old:
            _end(row, "lapse", at)
    Promise.objects.bulk_update(
        [row for row in found if row.order_id or row.ended_at],
        ("order_id", "due_at", "state", "remark_id", "ended_at"),
    )
    _keep_tasks(shop_id, {row.order_id for row in matched if row.order_id}, by, at)
    _tell(shop_id, {row.buyer_id for row in matched})
    return len(matched)


@transaction.atomic
def let_go_promises(
    *, shop_id: int, order_ids: Collection[int] | None = None, by: Actor, at: datetime
) -> int:
    """Ends open promises whose order (of these, or of all) has left without a remark: that is noted, and
    nobody can mend it by a remark any more. Those whose order was closed wait for the buyer's next one.
    How many."""
    rows = Promise.objects.filter(shop_id=shop_id, ended_at=None, order_id__isnull=False)
    if order_ids is not None:
        rows = rows.filter(order_id__in=list(order_ids))
    stages = order_stages(shop_id, {one or 0 for one in rows.values_list("order_id", flat=True)})
    gone = {
        order_id: stage for order_id, stage in stages.items() if stage not in (Stage.UNPAID, Stage.TO_SHIP)
    }
    if not gone:
        return 0
    found = list(rows.filter(order_id__in=list(gone)).select_for_update(skip_locked=True).order_by("id"))
    for row in found:
        if gone[row.order_id or 0] == Stage.CLOSED:
            row.order_id = row.due_at = None
        else:
            _end(row, "miss", at)
    Promise.objects.bulk_update(found, ("order_id", "due_at", "state", "ended_at"))
    for closed, note in ((False, "订单已经发出,没有写备注"), (True, "订单已经关闭")):
        over = [order_id for order_id, stage in gone.items() if (stage == Stage.CLOSED) is closed]
        settle_tasks(
            shop_id=shop_id, kind=PROMISE_TASK.key, thing="order", thing_ids=over, note=note, by=by, at=at
        )
    match_promises(shop_id=shop_id, buyer_ids={row.buyer_id for row in found}, by=by, at=at)
    _tell(shop_id, {row.buyer_id for row in found})
    return len(found)


@transaction.atomic
def cover_promises(
    *, shop_id: int, order_id: int, buyer_id: int | None, remark_id: int, by: Actor, at: datetime
) -> int:
    """A remark was written: what it speaks of on this order, or of this buyer's promises that have no order
    yet, is done. How many promises."""
    remark = next((one for one in remarks_on([order_id]).get(order_id, []) if one.id == remark_id), None)
    whose = Q(order_id=order_id) | Q(order_id=None, buyer_id=buyer_id)
    rows = Promise.objects.select_for_update().filter(whose, shop_id=shop_id, ended_at=None).order_by("id")
    covered = [row for row in rows if remark and _covering(row, [remark])]
    for row in covered:
        row.order_id = order_id
        _end(row, "cover", at, remark_id=remark_id)
    Promise.objects.bulk_update(covered, ("order_id", "state", "remark_id", "ended_at"))
    if covered:
        _keep_tasks(shop_id, {order_id}, by, at)
        _tell(shop_id, {row.buyer_id for row in covered})
    return len(covered)


@transaction.atomic
def dismiss_promise(*, promise_id: int, by: Actor, at: datetime) -> None:
    """A person says that it was no promise, or needs no remark. Who, and when, is noted. Twice is once."""
    row = Promise.objects.select_for_update().filter(pk=promise_id, shop_id=by.shop_id).first()
    if row is None or row.state not in (rules.OPEN, rules.DISMISSED):
        raise CannotDismiss("这件事已经有备注了,或者不用再管")
    if row.ended_at is not None:
        return
    _end(row, "dismiss", at)
    row.save(update_fields=("state", "ended_at"))
    audit(
        verb="dismiss_promise",
        thing="promise",
        thing_id=row.pk,
        changes={"promise_quote": [row.quote, None]},
        by=by,
        at=at,
    )
    if row.order_id is not None:
        _keep_tasks(row.shop_id, {row.order_id}, by, at)
    _tell(row.shop_id, {row.buyer_id})


def _row(one: NewPromise) -> Promise:
    return Promise(
        shop_id=one.shop_id,
        conversation_id=one.conversation_id,
        buyer_id=one.buyer_id,
        kind=one.promised.kind,
        quote=one.promised.quote,
        text=one.text,
        by_id=one.by_id,
        by_name=one.by_name[:80],
        at=one.at,
    )


def _covering(row: Promise, remarks: Iterable[RemarkCard]) -> RemarkCard | None:
    return next((one for one in remarks if _covers(one, row)), None)


def _covers(one: RemarkCard, row: Promise) -> bool:
    """What was written after the promise knew of it; what stood there before must speak of the same."""
    about = row.kind in one.promises or rules.speaks_of(row.kind, one.reason)
    return about and (one.at >= row.at or rules.is_same_matter(row.kind, row.quote, one.reason))


def _end(row: Promise, move: str, at: datetime, remark_id: int | None = None) -> None:
    row.state = rules.PROMISE.after(row.state, move)
    row.ended_at, row.remark_id = at, remark_id


def _keep_tasks(shop_id: int, order_ids: Collection[int], by: Actor, at: datetime) -> None:
    """One task for each order of which something promised is not remarked; none for the others."""
    waiting: dict[int, list[Promise]] = defaultdict(list)
    for row in Promise.objects.filter(order_id__in=list(order_ids), ended_at=None).order_by("id"):
        waiting[row.order_id or 0].append(row)
    numbers = {order.id: order.number for order in orders_by_id(waiting)}
    wanted = [
        Wanted(
            thing_id=order_id,
            title=_title(numbers[order_id], rows),
            due_at=min(row.due_at for row in rows if row.due_at),
            owner_id=rows[0].by_id,
        )
        for order_id, rows in waiting.items()
        if order_id in numbers
    ]
    over = [order_id for order_id in order_ids if order_id not in waiting]
    settle_tasks(shop_id=shop_id, kind=PROMISE_TASK.key, thing="order", thing_ids=over, by=by, at=at)
    ensure_tasks(shop_id=shop_id, kind=PROMISE_TASK.key, thing="order", tasks=wanted, by=by, at=at)


def _title(number: str, rows: Sequence[Promise]) -> str:
    words = "、".join(f"{PROMISES[row.kind]}「{row.quote}」" for row in rows)
    return f"{number} 答应了{words},还没有备注"


def _tell(shop_id: int, buyer_ids: Collection[int]) -> None:
    tell([{"k": "changed", "s": shop_id, "name": "promise", "id": one} for one in sorted(buyer_ids)])
