"""Remarks on an order, and what is changed in it: none of it without a remark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.orders import rules
from zhanggui.orders.actions.memos import ask_memo
from zhanggui.orders.events import OrderRemarked
from zhanggui.orders.models import Change, Order, Remark
from zhanggui.orders.queries import RemarkCard, remark_card
from zhanggui.shops.queries import staff_by_id


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
    """Writes a remark and asks the marketplace to put it into the order's memo.

    Without a flag it is red, as for a change. `change` and `promises` are keys (rules/remarks.py).
    """
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id, shop_id=by.shop_id).first()
    if order is None or by.kind == "visitor":
        raise CannotRemark("没有这个订单")
    row = Remark.objects.create(
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
    card = remark(order_id=order_id, flag=flag, reason=reason, change=what, by=by, at=at)
    Change.objects.create(
        shop_id=by.shop_id,
        order_id=order_id,
        what=what,
        before=before,
        after=after,
        remark_id=card.id,
        at=at,
    )
    return card


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
        raise CannotRemark(f"事由最多 {rules.REASON_LETTERS} 个字")
    return reason


def _number(by: Actor) -> str:
    """The agent's number; the program has none."""
    member = staff_by_id(by.id) if by.kind == "staff" and by.id is not None else None
    return "".join((member.agent_number if member else by.name).split())[:10] or "-"
