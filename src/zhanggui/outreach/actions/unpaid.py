"""Asking who has not paid, and closing what nobody wants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.calendar import SHANGHAI, next_wall_time
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.money import yuan
from zhanggui.marketplace.actions import ask_errand, ask_errand_again, end_errand, withdraw_errands
from zhanggui.marketplace.queries import newest_errands
from zhanggui.marketplace.rules import ASKED, DONE, FAILED, StatusGroup
from zhanggui.orders.queries import (
    OrderCard,
    PlacedCard,
    order_by_id,
    placed,
    placed_by,
    unpaid_since,
)
from zhanggui.outreach import rules
from zhanggui.outreach.kinds import DUPLICATE, UNPAID
from zhanggui.outreach.models import BuyerIntention
from zhanggui.outreach.queries import newest_intentions, orders_apart
from zhanggui.outreach.settings import (
    AHEAD_MINUTES,
    CLOSE_AFTER_SECONDS,
    CLOSES_HOURS,
    DOUBLE_HOURS,
    WAIT_MINUTES,
)
from zhanggui.shops.queries import setting_value, setting_values
from zhanggui.shops.settings import CUT_OFF
from zhanggui.worklist.actions import Wanted, ensure_tasks, settle_tasks
from zhanggui.worklist.queries import TaskCard, open_tasks

_KINDS = (UNPAID.key, DUPLICATE.key)
_MOST_TASKS = 10_000


class CannotRecordIntention(UnableTo):
    """The order is not the shop's or does not wait for the money, or nobody says what the buyer said."""


class CannotClose(UnableTo):
    """The order does not wait for the money, is too young, or its buyer has not said what the reason says."""


@transaction.atomic
def record_intention(*, order_id: int, intention: str, words: str, by: Actor, at: datetime) -> None:
    """What the buyer said, in their words, as whoever asked them heard it. Where they do not want any more
    what a closing was asked for, it is not asked for any longer."""
    order = _unpaid(order_id, by, CannotRecordIntention)
    words = " ".join("".join(char if char.isprintable() else " " for char in words).split())
    if intention not in rules.INTENTIONS:
        raise CannotRecordIntention("请选一个买家的意向")
    if not words:
        raise CannotRecordIntention("写一句买家是怎么说的")
    if len(words) > rules.WORDS_LETTERS:
        raise CannotRecordIntention("买家的话最多写 {most} 个字", most=rules.WORDS_LETTERS)
    said = {"intention": intention, "words": words}
    BuyerIntention.objects.create(
        shop_id=by.shop_id, order_id=order.id, **said, by_id=by.id, by_name=by.name[:80], at=at
    )
    _stop_closing(order, rules.reasons_of(intention), at)
    changes = {name: [None, text] for name, text in said.items()}
    audit(verb="record_intention", thing="order", thing_id=order.id, changes=changes, by=by, at=at)
    see_to_unpaid(shop_id=by.shop_id, order_ids=[order.id], by=by, at=at)


def _stop_closing(order: OrderCard, reasons: Collection[str], at: datetime) -> None:
    asked = newest_errands(order.shop_id, kind=rules.CLOSE_ERRAND, thing="order", thing_ids=[order.id])
    errand = asked.get(order.id)
    if errand is not None and errand.state != DONE and errand.payload["reason"] not in reasons:
        withdraw_errands(
            shop_id=order.shop_id, kind=rules.CLOSE_ERRAND, thing="order", thing_id=order.id, at=at
        )


@transaction.atomic
def close_order(*, order_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Asks the marketplace to close it. The reason must be what the buyer said: none is made up."""
    order = _unpaid(order_id, by, CannotClose)
    seconds = setting_value(by.shop_id, CLOSE_AFTER_SECONDS, at=at)
    if at < order.created_at + timedelta(seconds=seconds):
        raise CannotClose("刚拍下 {seconds} 秒之内,平台不让关闭,稍等再试", seconds=seconds)
    said = newest_intentions([order.id]).get(order.id)
    if said is None:
        raise CannotClose("先问清买家的意向并记下来,才能关闭")
    if not said.closes:
        raise CannotClose("买家说的是「{said}」,不能关闭", said=UnableTo(said.title))
    if reason not in said.closes:
        raise CannotClose("关闭原因要和买家说的一样:「{reasons}」", reasons="、".join(said.closes))
    payload = {"order_number": order.number, "reason": reason}
    errand = ask_errand(
        shop_id=by.shop_id,
        kind=rules.CLOSE_ERRAND,
        thing="order",
        thing_id=order.id,
        payload=payload,
        key=f"close {order.id} {said.id}",
        by=by,
        at=at,
    )
    if errand.state == FAILED:
        ask_errand_again(errand_id=errand.id, by=by, at=at)
    changes = {"close_reason": [None, reason]}
    audit(verb="close_order", thing="order", thing_id=order.id, changes=changes, by=by, at=at)
    see_to_unpaid(shop_id=by.shop_id, order_ids=[order.id], by=by, at=at)


@dataclass(frozen=True)
class _Manners:
    """How a shop asks, at an instant."""

    wait: timedelta
    ahead: timedelta
    closes: timedelta
    double: timedelta
    cut_off_minutes: int
    at: datetime

    def asked_until(self, order: PlacedCard) -> rules.AskedUntil:
        return rules.asked_until(
            created_at=order.created_at,
            first_cut_off_at=next_wall_time(order.created_at, self.cut_off_minutes),
            next_cut_off_at=next_wall_time(self.at, self.cut_off_minutes),
            closes_at=order.created_at + self.closes,
            ahead=self.ahead,
        )


@transaction.atomic
def see_to_unpaid(*, shop_id: int, order_ids: Collection[int] | None = None, by: Actor, at: datetime) -> None:
    """The tasks say who is to be asked now: of these orders and of what else their buyers have ordered, or
    of the whole shop. A few statements, whatever the number."""
    manners = _manners(shop_id, at)
    told = placed(shop_id, order_ids) if order_ids is not None else []
    buyers = {order.buyer_id for order in told if order.buyer_id is not None}
    since = at - manners.closes
    unpaid = unpaid_since(shop_id, since, buyer_ids=None if order_ids is None else buyers)
    waiting = {order.order_id: order for order in [*told, *unpaid] if _waits(order, since)}
    if order_ids is None:
        known = {task.thing_id for kind in _KINDS for task in _open(shop_id, kind)}
    else:
        known = {order.order_id for order in told} | waiting.keys()
        _end_closings(shop_id, told, at)
    asking = [order for order in waiting.values() if order.created_at + manners.wait <= at]
    wanted = _unanswered(shop_id, asking)
    doubles = _doubles(shop_id, wanted, manners)
    for kind in _KINDS:
        tasks = [
            _wanted(order, doubles.get(order.order_id), manners)
            for order in wanted
            if (order.order_id in doubles) == (kind == DUPLICATE.key)
        ]
        over = known - {task.thing_id for task in tasks}
        settle_tasks(shop_id=shop_id, kind=kind, thing="order", thing_ids=over, by=by, at=at)
        ensure_tasks(shop_id=shop_id, kind=kind, thing="order", tasks=tasks, by=by, at=at)


def _unpaid(order_id: int, by: Actor, refusal: type[UnableTo]) -> OrderCard:
    order = order_by_id(order_id)
    if order is None or order.shop_id != by.shop_id:
        raise refusal("没有这个订单")
    if order.status not in rules.CHASED:
        raise refusal("这一单现在是「{status}」,不用再问", status=UnableTo(order.status.label))
    return order


def _manners(shop_id: int, at: datetime) -> _Manners:
    settings = (WAIT_MINUTES, AHEAD_MINUTES, CLOSES_HOURS, DOUBLE_HOURS, CUT_OFF)
    values = setting_values(shop_id, settings, at=at)
    return _Manners(
        wait=timedelta(minutes=values[WAIT_MINUTES.key]),
        ahead=timedelta(minutes=values[AHEAD_MINUTES.key]),
        closes=timedelta(hours=values[CLOSES_HOURS.key]),
        double=timedelta(hours=values[DOUBLE_HOURS.key]),
        cut_off_minutes=values[CUT_OFF.key],
        at=at,
    )


def _waits(order: PlacedCard, since: datetime) -> bool:
    """The marketplace closes by itself what is older, whether or not anybody has told us."""
    return order.status in rules.CHASED and order.created_at > since


def _open(shop_id: int, kind: str) -> Sequence[TaskCard]:
    return open_tasks(shop_id, kind=kind, limit=_MOST_TASKS)


def _unanswered(shop_id: int, orders: Sequence[PlacedCard]) -> list[PlacedCard]:
    """Those whose buyers have said nothing yet, or want it closed and nobody has done so."""
    ids = [order.order_id for order in orders]
    said = newest_intentions(ids)
    closing = newest_errands(shop_id, kind=rules.CLOSE_ERRAND, thing="order", thing_ids=list(said))
    asked = {order_id for order_id, errand in closing.items() if errand.state in {ASKED, DONE}}
    kept = {order_id for order_id, card in said.items() if not card.closes}
    return [order for order in orders if order.order_id not in asked | kept]


def _doubles(shop_id: int, orders: Sequence[PlacedCard], manners: _Manners) -> dict[int, PlacedCard]:
    """{order: the other one} of those that look as if they had been ordered twice."""
    buyers = {order.buyer_id for order in orders if order.buyer_id is not None}
    if not buyers:
        return {}
    since = min(order.created_at for order in orders) - manners.double
    gone = manners.at - manners.closes
    theirs = {
        order.order_id: order
        for order in placed_by(shop_id, buyers, since)
        if order.status not in rules.CHASED or _waits(order, gone)
    }
    found = rules.doubles(theirs.values(), apart=orders_apart(theirs))
    ids = {order.order_id for order in orders}
    return {order_id: theirs[other] for order_id, other in found.items() if order_id in ids}


def _wanted(order: PlacedCard, double: PlacedCard | None, manners: _Manners) -> Wanted:
    sum_ = "" if order.total_fen is None else f"¥{yuan(order.total_fen)}"
    beside = f"和 {double.number} 同款" if double else ""
    until = manners.asked_until(order)
    missed = f"错过 {until.missed_at.astimezone(SHANGHAI):%m-%d} 截单" if until.missed_at else ""
    parts = [order.nick, missed, sum_, order.title or order.number, beside]
    return Wanted(
        thing_id=order.order_id,
        title=" · ".join(part for part in parts if part),
        due_at=until.due_at,
        known_at=order.created_at,  # whoever was asked once is not asked again
    )


def _end_closings(shop_id: int, told: Sequence[PlacedCard], at: datetime) -> None:
    """What we asked to be closed is closed, or was paid after all."""
    over = {order.order_id: order for order in told if order.status.group != StatusGroup.UNPAID}
    asked = newest_errands(shop_id, kind=rules.CLOSE_ERRAND, thing="order", thing_ids=list(over))
    for order_id, errand in asked.items():
        if errand.state == DONE:
            continue
        if over[order_id].status.group == StatusGroup.CLOSED_BEFORE_PAY:
            end_errand(errand_id=errand.id, ok=True, result="平台上已经关闭", at=at)
        else:
            withdraw_errands(
                shop_id=shop_id, kind=rules.CLOSE_ERRAND, thing="order", thing_id=order_id, at=at
            )
