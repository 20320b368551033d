"""Another address: a buyer's wish until a member of staff accepts it, with a remark for the packer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from zhanggui.conversations.actions import MayNotLeave, Refused, keeping_hits
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.actions.answering import drop_wish, hold_for_wish, locked_check, settle
from zhanggui.fulfilment.actions.cards import tell_visitor
from zhanggui.fulfilment.actions.looking import look, manners_of
from zhanggui.fulfilment.models import AddressCheck, AddressProposal
from zhanggui.fulfilment.rules import Receiver
from zhanggui.orders.actions import change_order
from zhanggui.orders.queries import ShippingCard, shipping_of
from zhanggui.orders.rules import ADDRESS


class CannotPropose(UnableTo):
    """The new receiver lacks something, or the parcel has left."""


class CannotAnswerWish(MayNotLeave):
    """There is no such wish any more, the parcel has left, or no buyer may read the reason."""


@transaction.atomic
def propose_address(*, check_id: int, receiver: Receiver, by: Actor, at: datetime) -> int:
    """Another receiver for the order's parcel: a wish until it is accepted. It replaces an older wish, the
    same twice is once, also when it was accepted meanwhile. Answers the wish's id."""
    receiver = _clean(receiver)
    check = locked_check(check_id=check_id, by=by)
    order = _order(check)
    if not order.waits:
        raise CannotPropose("包裹已经不在我们手里了,请直接和客服说")
    newest = check.proposals.select_for_update().order_by("-pk").first()
    if newest is not None and _stands(newest, check) and _receiver(newest) == receiver:
        return newest.pk
    if newest is not None and newest.state == rules.PROPOSED:
        _end(newest, "replace", "", by, at)
    looked = look(receiver=receiver, courier=order.courier, manners=manners_of(shop_id=check.shop_id, at=at))
    wish = AddressProposal.objects.create(
        check_of=check,
        name=receiver.name,
        phone=receiver.phone,
        address=receiver.address,
        findings=[str(one) for one in looked.findings],
        at=at,
        by_name=by.name,
    )
    hold_for_wish(check=check, by=by, at=at)
    if by.kind == "visitor":
        tell_visitor(check=check, state="proposed", about=wish.pk, by=by, at=at)
    return wish.pk


@transaction.atomic
def change_address(*, check_id: int, receiver: Receiver, by: Actor, at: datetime) -> None:
    """A buyer said another address in words: written down by a member of staff, and accepted at once. One
    that is doubtful waits until somebody has seen why, and accepts it all the same."""
    wish = propose_address(check_id=check_id, receiver=receiver, by=by, at=at)
    waits = AddressProposal.objects.filter(pk=wish, state=rules.PROPOSED)  # pressed twice it is once
    if waits.filter(findings=[]).exists():
        accept_proposal(proposal_id=wish, by=by, at=at)


@transaction.atomic
def accept_proposal(*, proposal_id: int, by: Actor, at: datetime) -> None:
    """The parcel shall go to the new receiver: the remark says so to the packer, in the same commit."""
    wish, check = _locked_wish(proposal_id, by)
    order = _order(check)
    if not order.waits:
        raise CannotAnswerWish("包裹已经发出,改不了了")
    after = f"{wish.name} {wish.phone} {wish.address}"
    change_order(
        order_id=check.order_id,
        what=ADDRESS,
        before=f"{order.name} {order.phone} {order.address}",
        after=after,
        reason=f"改寄 {after}",
        by=by,
        at=at,
    )
    _end(wish, "accept", "", by, at)
    settle(check=check, how=rules.PROPOSAL, by=by, at=at)
    tell_visitor(check=check, state="accepted", about=wish.pk, by=by, at=at)
    _note("accept_address", check, by, at)


@keeping_hits()
def decline_proposal(*, proposal_id: int, note: str, by: Actor, at: datetime) -> None:
    """The parcel goes where it was to go; what else is doubtful about that still waits for a person. The
    buyer is told; `note` says why. The program says it, but the words are the member's: so is a hit."""
    wish, check = _locked_wish(proposal_id, by)
    note = " ".join(_visible(note).split())
    if not note:
        raise CannotAnswerWish("请写一句为什么不改,买家会看到")
    if len(note) > rules.NOTE_LETTERS:
        raise CannotAnswerWish("说明最多 {most} 个字", most=rules.NOTE_LETTERS)
    _end(wish, "decline", note, by, at)
    if not drop_wish(check=check, by=by, at=at):
        settle(check=check, how=rules.LOOKED, by=by, at=at)
    told = tell_visitor(check=check, state="declined", about=wish.pk, say=note, by=by, at=at)
    if isinstance(told, Refused) and told.findings:
        hits = [replace(hit, by_id=by.id, by_name=by.name) for hit in told.hits]
        raise CannotAnswerWish("这句话不能发给买家:{why}", why=told.why, hits=hits)
    _note("decline_address", check, by, at)


def _clean(receiver: Receiver) -> Receiver:
    said = (receiver.name, receiver.phone, receiver.address)
    name, phone, address = (rules.plain(_visible(text)) for text in said)
    if not name or len(name) > rules.NAME_LETTERS or "*" in name:
        raise CannotPropose("请写收件人姓名,最多 {most} 个字", most=rules.NAME_LETTERS)
    if not phone or len(phone) > rules.PHONE_LETTERS or "*" in phone:
        raise CannotPropose("请写收件人的电话号码")
    if not address or len(address) > rules.ADDRESS_LETTERS or "*" in address:
        raise CannotPropose("请写完整的新地址,最多 {most} 个字", most=rules.ADDRESS_LETTERS)
    return Receiver(name, phone, address)


def _stands(wish: AddressProposal, check: AddressCheck) -> bool:
    """Whether it waits for an answer, or is what the parcel goes by."""
    followed = check.state == rules.CONFIRMED and check.how == rules.PROPOSAL
    return wish.state == rules.PROPOSED or (wish.state == rules.ACCEPTED and followed)


def _receiver(wish: AddressProposal) -> Receiver:
    return Receiver(wish.name, wish.phone, wish.address)


def _visible(text: str) -> str:
    """Without what nobody sees, or what turns a text around."""
    return "".join(char if char.isprintable() else " " for char in text)


def _order(check: AddressCheck) -> ShippingCard:
    (order,) = shipping_of(check.shop_id, [check.order_id])
    return order


def _locked_wish(proposal_id: int, by: Actor) -> tuple[AddressProposal, AddressCheck]:
    found = AddressProposal.objects.filter(pk=proposal_id, check_of__shop_id=by.shop_id).first()
    if found is None:
        raise CannotAnswerWish("没有这个改地址的请求")
    check = locked_check(check_id=found.check_of_id, by=by)  # first, as everybody does
    wish = AddressProposal.objects.select_for_update().get(pk=proposal_id)
    if wish.state != rules.PROPOSED:
        raise CannotAnswerWish("这个请求已经有人处理了")
    return wish, check


def _end(wish: AddressProposal, move: str, note: str, by: Actor, at: datetime) -> None:
    wish.state = rules.PROPOSALS.after(wish.state, move)
    wish.settled_at, wish.settled_by_id, wish.settled_by_name, wish.note = at, by.id, by.name, note
    wish.save(update_fields=("state", "settled_at", "settled_by_id", "settled_by_name", "note"))


def _note(verb: str, check: AddressCheck, by: Actor, at: datetime) -> None:
    audit(verb=verb, thing="order", thing_id=check.order_id, by=by, at=at)
