"""The card in the buyer's chat: where the parcel goes, and two buttons."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction

from zhanggui.conversations.actions import Draft, Outcome, Refused, record_messages
from zhanggui.conversations.queries import conversations_of_buyers
from zhanggui.conversations.rules import AUTO, CARD
from zhanggui.foundation.actors import Actor
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.divisions import divisions
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.orders.queries import ShippingCard, shipping_of
from zhanggui.orders.rules import masked_name, masked_phone

_AT_ONCE = 100
_SAYS = MappingProxyType(
    {
        rules.CONFIRMED: "收货信息已确认,就按这个地址发。",
        "proposed": "新的收货信息收到了,客服核对后告诉您结果。",
        "accepted": "收货信息已经按您说的改了。",
        "declined": "收货信息没有改",
    }
)
# What the buyer may press: a button, or a button with fields to fill.
_ANSWERS = (
    {"answer": "yes", "title": "没问题"},
    {
        "answer": "other",
        "title": "要修改",
        "fields": (
            {"name": "name", "title": "收件人姓名", "letters": rules.NAME_LETTERS},
            {"name": "phone", "title": "电话", "letters": rules.PHONE_LETTERS},
            {"name": "address", "title": "完整地址(省市区和门牌号)", "letters": rules.ADDRESS_LETTERS},
        ),
    },
)


@transaction.atomic
def send_cards(*, shop_id: int, by: Actor, at: datetime) -> int:  # noqa: ARG001 - the program speaks
    """Shows every buyer who waits for it the address of their parcel; how many there were. Who is writing
    at this instant gets it the next time."""
    checks = list(
        AddressCheck.objects.filter(shop_id=shop_id, visitor__isnull=False, carded_at=None)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")[:_AT_ONCE]
    )
    if not checks:
        return 0
    talks = conversations_of_buyers([check.visitor_id for check in checks if check.visitor_id])
    orders = {one.order_id: one for one in shipping_of(shop_id, [check.order_id for check in checks])}
    drafts = {
        check.pk: _asking(check, orders[check.order_id], talks[check.visitor_id])
        for check in checks
        if check.visitor_id in talks and orders[check.order_id].waits
    }
    outcomes = dict(
        zip(drafts, record_messages(list(drafts.values()), around_held=True, at=at), strict=True)
        if drafts
        else ()
    )
    for check in checks:
        outcome = outcomes.get(check.pk)
        if not (isinstance(outcome, Refused) and outcome.code == "busy"):
            check.carded_at = at
    AddressCheck.objects.bulk_update(checks, ("carded_at",))
    return len(drafts)


def tell_visitor(
    *,
    check: AddressCheck,
    state: str,
    about: int | None = None,
    say: str = "",
    by: Actor,  # noqa: ARG001 - the program speaks
    at: datetime,
) -> Outcome | None:
    """The card's new state, to the buyer who has one, else None. `about` tells wishes apart."""
    talk = conversations_of_buyers([check.visitor_id]).get(check.visitor_id) if check.visitor_id else None
    if talk is None:
        return None
    text = f"{_SAYS[state]}:{say}" if say else _SAYS[state]
    name = f"address-{check.pk}-{state}" + (f"-{about}" if about is not None else f"-{check.digest[:8]}")
    card = {"is": "address", "id": check.pk, "state": state}
    (outcome,) = record_messages([Draft(talk, AUTO, name, text, kind=CARD, card=card)], at=at)
    return outcome


def _asking(check: AddressCheck, order: ShippingCard, conversation_id: int) -> Draft:
    card = _card(check, order)
    text = (
        f"请核对订单 {order.number} 的收货信息:{card['name']} {card['phone']} {card['address']}。"
        "有不对的请告诉我们,没有问题不用回复。"
    )
    name = f"address-{check.pk}-asked-{check.digest[:8]}"
    return Draft(conversation_id, AUTO, name, text, kind=CARD, card=card)


def _card(check: AddressCheck, order: ShippingCard) -> dict[str, Any]:
    """What the buyer is shown: enough to know it again, nothing that others could use."""
    parsed = rules.parse(order.address, divisions())
    return {
        "is": "address",
        "id": check.pk,
        "state": rules.ASKED,
        "order": order.number,
        "name": masked_name(order.name),
        "phone": masked_phone(order.phone),
        "address": f"{parsed.area.shown} {rules.masked_detail(parsed.detail)}".strip(),
        "answers": _ANSWERS,
    }
