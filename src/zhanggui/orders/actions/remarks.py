"""Remarks on an order, and what is changed in it: none of it without a remark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.money import yuan
from zhanggui.orders import rules
from zhanggui.orders.actions.memos import ask_memo
from zhanggui.orders.events import OrderRemarked
from zhanggui.orders.models import Change, Order, OrderLine, Remark
from zhanggui.orders.queries import RemarkCard, remark_card
from zhanggui.shops.queries import staff_by_id

_ONE_PRESS = timedelta(seconds=5)


class CannotRemark(UnableTo):
    """The order is not the shop's, there is no reason, or it says something that no remark can say."""


@transaction.atomic
def remark(
    *,
    order_id: int,
    flag: int | None,
    reason: str,
    promises: Collection[str] = (),
    change: str = "",
    by: Actor,
    at: datetime,
) -> RemarkCard:
    """Writes a remark and asks the marketplace to put it into the order's memo. A second press of the
    button is one remark.

    Without a flag it is red, as for a change. `change` and `promises` are keys (rules/remarks.py): what is
    changed is kept, too, with the reason as what it is to be.
    """
    order = _locked(order_id, by)
    row = Remark(
        shop_id=order.shop_id,
        order=order,
        flag=_flag(flag),
        change=_known(change, rules.CHANGES) if change else "",
        promises=[key for key in rules.PROMISES if key in {_known(one, rules.PROMISES) for one in promises}],
        reason=_reason(reason),
        by_id=by.id,
        by_name=by.name[:80],
        by_number=_number(by),
        at=at,
    )
    if there := _pressed_before(row):
        return remark_card(there)
    if row.change:
        return _changed(row, order, _as_told(order, row.change), row.reason, by, at)
    return _written(row, order, by, at)


def _written(row: Remark, order: Order, by: Actor, at: datetime) -> RemarkCard:
    row.save()
    ask_memo(order=order, by=by, at=at)
    announce(
        OrderRemarked(
            shop_id=order.shop_id,
            order_id=order.pk,
            buyer_id=order.buyer_id,
            remark_id=row.pk,
            promises=" ".join(row.promises),
            at=at.isoformat(),
        )
    )
    return remark_card(row)


@transaction.atomic
def change_order(
    *,
    order_id: int,
    what: str,
    before: str,
    after: str,
    reason: str,
    flag: int | None = None,
    by: Actor,
    at: datetime,
) -> RemarkCard:
    """Size, colour, price or address are to be others: kept together with the remark that tells the packer,
    or not at all. The order itself stays as the marketplace tells it."""
    order = _locked(order_id, by)
    row = Remark(
        shop_id=order.shop_id,
        order=order,
        flag=_flag(flag),
        change=_known(what, rules.CHANGES),
        reason=_reason(reason),
        by_id=by.id,
        by_name=by.name[:80],
        by_number=_number(by),
        at=at,
    )
    return _changed(row, order, before, after, by, at)


def _changed(row: Remark, order: Order, before: str, after: str, by: Actor, at: datetime) -> RemarkCard:
    card = _written(row, order, by, at)
    Change.objects.create(
        shop_id=order.shop_id,
        order=order,
        what=row.change,
        before=before,
        after=after,
        remark_id=card.id,
        at=at,
    )
    return card


def _locked(order_id: int, by: Actor) -> Order:
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id, shop_id=by.shop_id).first()
    if order is None or by.kind == "visitor":
        raise CannotRemark("没有这个订单")
    return order


def _pressed_before(row: Remark) -> Remark | None:
    """The very same remark by the same hand a moment ago."""
    newest = Remark.objects.filter(order=row.order).order_by("-id").first()
    said = ("flag", "change", "promises", "reason", "by_id", "by_name")
    if newest is None or row.at - newest.at > _ONE_PRESS:
        return None
    return newest if all(getattr(newest, name) == getattr(row, name) for name in said) else None


def _as_told(order: Order, what: str) -> str:
    """What the marketplace says now of what is to be another."""
    if what == rules.PRICE:
        return "" if order.total_fen is None else yuan(order.total_fen)
    if what == rules.ADDRESS:
        parts = (order.receiver_name, order.receiver_phone, order.receiver_address)
        return " ".join(part for part in parts if part)
    lines = OrderLine.objects.filter(shop_id=order.shop_id, order_number=order.number).order_by("position")
    return "; ".join(text for text in lines.values_list("properties", flat=True) if text)


def _flag(flag: int | None) -> int:
    chosen = rules.flag_of(flag)
    if chosen not in rules.FLAGS:
        raise CannotRemark("没有这种颜色的旗")
    return chosen


def _known(key: str, keys: Collection[str]) -> str:
    if key not in keys:
        raise CannotRemark("备注里没有这一项")
    return key


def _reason(text: str) -> str:
    reason = rules.clean_reason(text)
    if not reason:
        raise CannotRemark("请写明事由,仓库才知道要做什么")
    if len(reason) > rules.REASON_LETTERS:
        raise CannotRemark("事由最多 {most} 个字", most=rules.REASON_LETTERS)
    return reason


def _number(by: Actor) -> str:
    """The agent's number; the program has none."""
    member = staff_by_id(by.id) if by.kind == "staff" and by.id is not None else None
    return "".join((member.agent_number if member else by.name).split())[:10] or "-"
