"""What orders tell, and what their addresses need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import react_later, react_now, react_now_to_all
from zhanggui.fulfilment.actions import ask_visitor, check_addresses
from zhanggui.fulfilment.events import CardsWanted
from zhanggui.fulfilment.jobs import show_cards
from zhanggui.orders.events import OrderChanged, OrderVerified


def check(events: Sequence[OrderChanged]) -> None:
    for shop_id in dict.fromkeys(event.shop_id for event in events):
        theirs = [event for event in events if event.shop_id == shop_id]
        check_addresses(
            shop_id=shop_id,
            order_ids={event.order_id for event in theirs},
            by=program(shop_id),
            at=max(datetime.fromisoformat(event.at) for event in theirs),
        )


def ask(event: OrderVerified) -> None:
    ask_visitor(
        shop_id=event.shop_id,
        order_id=event.order_id,
        buyer_id=event.buyer_id,
        by=program(event.shop_id),
        at=datetime.fromisoformat(event.at),
    )


react_now_to_all(OrderChanged, check)
react_now(OrderVerified, ask)
react_later(CardsWanted, show_cards)
