"""Checks of paid orders: opened, looked at again, ended; a few statements for as many orders as there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.actions.looking import Looked, Manners, look, manners_of, receiver_of
from zhanggui.fulfilment.actions.tasks import mirror_tasks
from zhanggui.fulfilment.events import CardsWanted
from zhanggui.fulfilment.models import AddressCheck, AddressProposal
from zhanggui.fulfilment.rules import Area, Finding, Receiver
from zhanggui.orders.queries import ShippingCard, shipping_of, verified_visitors
from zhanggui.orders.rules import HELD_STATUSES

_LOOKED_AT = (
    *("state", "findings", "digest", "masked", "province", "city", "district"),
    *("release_at", "cut_off_at", "due_at", "held_at", "settled_at", "how", "by_id", "by_name"),
    *("carded_at", "said_yes_at"),
)


@transaction.atomic
def check_addresses(*, shop_id: int, order_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Opens the check of each of these orders that is paid for and has none, looks again where the receiver
    is another one, and ends what has left or is closed. How many were opened."""
    orders = {order.order_id: order for order in shipping_of(shop_id, order_ids)}
    there = _locked(shop_id, orders)
    new = [order for order in orders.values() if order.waits and order.order_id not in there]
    changed = [
        check
        for check in there.values()
        if (order := orders[check.order_id]) and _is_news(check, order, receiver_of(order=order))
    ]
    if not new and not changed:
        return 0
    manners = manners_of(shop_id=shop_id, at=at)
    visitors = verified_visitors([order.order_id for order in new]) if new else {}
    opened = [_opened(shop_id, order, visitors.get(order.order_id), manners) for order in new]
    AddressCheck.objects.bulk_create(opened)
    accepted = _accepted(changed)
    for check in changed:
        _look_again(check, orders[check.order_id], accepted.get(check.pk), manners)
    AddressCheck.objects.bulk_update(changed, _LOOKED_AT)
    mirror_tasks(shop_id=shop_id, checks=[*opened, *changed], by=by, at=at)
    if any(check.visitor_id and check.carded_at is None for check in (*opened, *changed)):
        announce(CardsWanted(shop_id))
    return len(opened)


@transaction.atomic
def ask_visitor(*, shop_id: int, order_id: int, buyer_id: int, by: Actor, at: datetime) -> None:  # noqa: ARG001
    """A web visitor proved that the order is theirs: they get the card, if the parcel is still here."""
    check = AddressCheck.objects.select_for_update().filter(shop_id=shop_id, order_id=order_id).first()
    if check is None or check.visitor_id == buyer_id:
        return
    check.visitor_id, check.carded_at = buyer_id, None
    check.save(update_fields=("visitor", "carded_at"))
    announce(CardsWanted(shop_id))


@transaction.atomic
def hold_unserved(*, shop_id: int, by: Actor, at: datetime) -> int:
    """Holds the parcels that are still here and go where, by now, no courier goes; how many."""
    manners = manners_of(shop_id=shop_id, at=at)
    here = AddressCheck.objects.filter(shop_id=shop_id, order__status__in=HELD_STATUSES)
    provinces = {one.area.province for one in manners.unserved}
    rows = here.filter(province__in=provinces).exclude(findings__contains=[Finding.COURIER])
    checks = list(rows.select_for_update(of=("self",)).order_by("pk"))
    orders = {one.order_id: one for one in shipping_of(shop_id, [check.order_id for check in checks])}
    held = []
    for check in checks:
        order = orders[check.order_id]
        looked = look(receiver=receiver_of(order=order), courier=order.courier, manners=manners)
        if Finding.COURIER in looked.findings:
            if rules.state_at(check.state, check.release_at, at) != rules.HELD:
                _begin_anew(check, manners)
            _take(check, looked, rules.in_order([*check.findings, Finding.COURIER]), manners)
            held.append(check)
    AddressCheck.objects.bulk_update(held, _LOOKED_AT)
    mirror_tasks(shop_id=shop_id, checks=held, by=by, at=at)
    return len(held)


def _locked(shop_id: int, order_ids: Collection[int]) -> dict[int, AddressCheck]:
    rows = AddressCheck.objects.filter(shop_id=shop_id, order_id__in=list(order_ids))
    return {check.order_id: check for check in rows.select_for_update(of=("self",)).order_by("pk")}


def _is_news(check: AddressCheck, order: ShippingCard, receiver: Receiver) -> bool:
    if not order.waits:
        return check.state in rules.LIVE
    return receiver.digest != check.digest or check.state == rules.OVER


def _opened(shop_id: int, order: ShippingCard, visitor_id: int | None, manners: Manners) -> AddressCheck:
    looked = look(receiver=receiver_of(order=order), courier=order.courier, manners=manners)
    check = AddressCheck(
        shop_id=shop_id,
        order_id=order.order_id,
        visitor_id=visitor_id,
        asked_at=manners.at,
        release_at=manners.release_at,
        cut_off_at=manners.cut_off_at,
        due_at=manners.due_at,
    )
    _take(check, looked, looked.findings, manners)
    return check


def _look_again(
    check: AddressCheck, order: ShippingCard, accepted: Receiver | None, manners: Manners
) -> None:
    if not order.waits:
        check.state = rules.CHECK.after(check.state, "end")
        check.settled_at, check.how = manners.at, rules.GONE
        return
    receiver = receiver_of(order=order)
    looked = look(receiver=receiver, courier=order.courier, manners=manners)
    if accepted is not None and rules.is_same(receiver, accepted):
        check.digest, check.masked = receiver.digest, receiver.masked
        return
    findings = looked.findings
    before, after = Area(check.province, check.city, check.district), looked.parsed.area
    elsewhere = not before.holds(after) and not after.holds(before)
    # Behind a mask only another place tells one address from another.
    if (elsewhere or not check.masked) and check.state != rules.OVER:
        findings = rules.in_order([*findings, Finding.CHANGED])
    if rules.state_at(check.state, check.release_at, manners.at) != rules.HELD:
        _begin_anew(check, manners)
    check.carded_at = check.said_yes_at = None
    _take(check, looked, findings, manners)


def _begin_anew(check: AddressCheck, manners: Manners) -> None:
    check.release_at, check.due_at = manners.release_at, manners.due_at
    check.cut_off_at = manners.cut_off_at


def _take(check: AddressCheck, looked: Looked, findings: Sequence[Finding], manners: Manners) -> None:
    """What was seen, and the state that follows: doubts hold, nothing doubtful is asked."""
    check.digest, check.masked = looked.receiver.digest, looked.receiver.masked
    area = looked.parsed.area
    check.province, check.city, check.district = area.province[:40], area.city[:40], area.district[:40]
    open_proposal = Finding.PROPOSED in check.findings
    held = rules.in_order([*findings, *([Finding.PROPOSED] if open_proposal else ())])
    check.findings = [str(one) for one in held]
    if held:
        check.state = rules.CHECK.after(check.state, "hold")
        check.held_at = check.held_at or manners.at
        check.settled_at, check.how, check.by_id, check.by_name = None, "", None, ""
    elif check.state in {rules.HELD, rules.OVER}:
        check.state = rules.CHECK.after(check.state, "ask")
        check.settled_at, check.how = None, ""


def _accepted(checks: Sequence[AddressCheck]) -> dict[int, Receiver]:
    """What staff last agreed to for each of these checks."""
    rows = AddressProposal.objects.filter(check_of__in=checks, state=rules.ACCEPTED).order_by("at", "pk")
    return {row.check_of_id: Receiver(row.name, row.phone, row.address) for row in rows}
