"""A phrase variable for whoever asks in another chat client: where the buyer's parcel goes."""

from __future__ import annotations

from zhanggui.conversations.variables import PHRASE_VARIABLES, Occasion, PhraseVariable
from zhanggui.orders.queries import orders_of_buyer
from zhanggui.orders.rules import holds_goods


def _receiver(occasion: Occasion) -> str | None:
    """Of the newest order that has not left, masked."""
    waiting = (order for order in orders_of_buyer(occasion.buyer_id) if holds_goods(order.status))
    order = next(waiting, None)
    if order is None or not order.receiver.known:
        return None
    shown = (order.receiver.name, order.receiver.phone, order.receiver.address)
    return " ".join(part for part in shown if part)


PHRASE_VARIABLES.add(PhraseVariable("receiver", "收货信息(部分隐去)", _receiver))
