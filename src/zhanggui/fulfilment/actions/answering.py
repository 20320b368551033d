"""A word about an address: from the buyer on the card, or from whoever asked elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.actions.cards import tell_visitor
from zhanggui.fulfilment.actions.looking import manners_of
from zhanggui.fulfilment.actions.tasks import mirror_tasks
from zhanggui.fulfilment.events import AddressSettled
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.fulfilment.rules import Finding
from zhanggui.orders.queries import shipping_of


class CannotConfirm(UnableTo):
    """There is no such check, its parcel has left, or a wish of the buyer must be answered first."""


@transaction.atomic
def confirm_address(
    *, check_id: int, how: str, note: str = "", seen: str = "", by: Actor, at: datetime
) -> None:
    """A member of staff knows that the address is right: from the chat client, by phone, or by looking.
    Twice is once. `seen` is the mark of the address that they had before them, where that is known."""
    if how not in rules.BY_STAFF:
        message = f"no way in which staff confirm an address: {how!r}"
        raise ValueError(message)
    check = locked_check(check_id=check_id, by=by)
    if seen and seen != rules.mark_of(check.digest):
        raise CannotConfirm("地址刚刚变了:请看过新的再确认")
    if check.state == rules.CONFIRMED:
        return
    _must_be_here(check)
    if check.proposals.filter(state=rules.PROPOSED).exists():
        raise CannotConfirm("买家要改地址:先采纳或不采纳,再确认")
    before = check.state
    settle(check=check, how=how, by=by, at=at)
    tell_visitor(check=check, state=rules.CONFIRMED, by=by, at=at)
    audit(
        verb="confirm_address",
        thing="order",
        thing_id=check.order_id,
        changes={"address_check": [before, how], **({"address_note": ["", note]} if note else {})},
        by=by,
        at=at,
    )


@transaction.atomic
def answer_yes(*, check_id: int, by: Actor, at: datetime) -> None:
    """The buyer says that the address is right. Where that is not enough a person still looks. Twice is
    once."""
    check = locked_check(check_id=check_id, by=by)
    if check.state == rules.CONFIRMED or check.said_yes_at is not None:
        return
    _must_be_here(check)
    if check.visitor_id is not None and check.carded_at is None:
        raise CannotConfirm("收货信息刚刚变了,请看马上发来的新卡片")
    if check.proposals.filter(state=rules.PROPOSED).exists():
        raise CannotConfirm("您要改的地址客服正在核对;改主意了请直接告诉客服")
    check.said_yes_at = at
    check.save(update_fields=("said_yes_at",))
    if rules.buyer_settles(rules.in_order(check.findings)):
        settle(check=check, how=rules.CARD, by=by, at=at)
    tell_visitor(check=check, state=rules.CONFIRMED, by=by, at=at)


def locked_check(*, check_id: int, by: Actor) -> AddressCheck:
    """The check of the actor's shop, whose parcel is still here."""
    check = AddressCheck.objects.select_for_update().filter(pk=check_id, shop_id=by.shop_id).first()
    if check is None:
        raise CannotConfirm("没有这个订单的地址核对")
    if check.state == rules.OVER:
        raise CannotConfirm("这个订单已经发货或关闭")
    return check


def _must_be_here(check: AddressCheck) -> None:
    (order,) = shipping_of(check.shop_id, [check.order_id])
    if not order.waits:
        raise CannotConfirm("这个订单已经发货或关闭")


def settle(*, check: AddressCheck, how: str, by: Actor, at: datetime) -> None:
    check.state = rules.CHECK.after(check.state, "confirm")
    check.settled_at, check.how, check.by_id, check.by_name = at, how, by.id, by.name
    check.findings = []
    check.save(update_fields=("state", "settled_at", "how", "by_id", "by_name", "findings"))
    mirror_tasks(shop_id=check.shop_id, checks=[check], by=by, at=at)
    announce(AddressSettled(check.shop_id, check.order_id, how, at.isoformat()))


def drop_wish(*, check: AddressCheck, by: Actor, at: datetime) -> bool:
    """The buyer's wish is none any more; whether something else is doubtful."""
    check.findings = [one for one in check.findings if one != Finding.PROPOSED]
    if not check.findings:
        return False
    check.save(update_fields=("findings",))
    mirror_tasks(shop_id=check.shop_id, checks=[check], by=by, at=at)
    return True


def hold_for_wish(*, check: AddressCheck, by: Actor, at: datetime) -> None:
    """Somebody wants another address: no parcel leaves before a person has answered."""
    if rules.state_at(check.state, check.release_at, at) != rules.HELD:
        # After its own cut-off a parcel that is still here can only leave with the next one.
        manners = manners_of(shop_id=check.shop_id, at=at)
        check.release_at, check.due_at = manners.release_at, manners.due_at
        check.cut_off_at = manners.cut_off_at
    check.state = rules.CHECK.after(check.state, "hold")
    check.findings = [str(one) for one in rules.in_order([*check.findings, Finding.PROPOSED])]
    check.held_at = check.held_at or at
    check.settled_at, check.how, check.by_id, check.by_name = None, "", None, ""
    check.save(
        update_fields=(
            *("state", "findings", "held_at", "release_at", "cut_off_at", "due_at"),
            *("settled_at", "how", "by_id", "by_name"),
        )
    )
    mirror_tasks(shop_id=check.shop_id, checks=[check], by=by, at=at)
