"""R05, R06, R30: whether an order that is spoken of is that of whom one speaks to."""

from __future__ import annotations

from collections.abc import Iterator

from zhanggui.customers.queries import buyer_card
from zhanggui.guard.rules import (
    Look,
    asks_about_address,
    asks_to_change,
    order_numbers_in,
    order_of_somebody_else,
)
from zhanggui.orders.queries import order_by_number, orders_of_buyer

_MOST = 5


def strange_orders(shop_id: int, buyer_id: int, text: str) -> Iterator[tuple[str, Look]]:
    """The orders of the shop that a text names and that are not this buyer's. Whose one is whose nick the
    marketplace masks is not known, and nothing is said of it."""
    numbers = order_numbers_in(text)[:_MOST]
    buyer = buyer_card(buyer_id) if numbers else None
    if buyer is None:
        return
    own = {order.number for order in orders_of_buyer(buyer_id)}
    for number in numbers:
        order = order_by_number(shop_id, number) if number not in own else None
        if order is None or order.buyer_id == buyer_id:
            continue
        if not buyer.is_visitor and order.buyer_id is None:
            continue
        nick = None if buyer.is_visitor else buyer.nick
        yield number, order_of_somebody_else(number, nick, order.buyer_nick)


def looks_at_orders(shop_id: int, buyer_id: int, text: str) -> tuple[Look, ...]:
    """What an agent should see beside a buyer's words that name orders of somebody else."""
    found = list(strange_orders(shop_id, buyer_id, text))
    if not found:
        return ()
    asking = (asks_to_change(found[0][0]),) if asks_about_address(text) else ()
    return (*(look for _, look in found), *asking)
