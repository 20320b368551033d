"""What orders and errands tell, and who is to be asked then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import react_now, react_now_to_all
from zhanggui.marketplace.events import ErrandEnded
from zhanggui.orders.events import OrderChanged, OrderVerified
from zhanggui.outreach.actions import see_to_interests, see_to_unpaid
from zhanggui.outreach.rules import CLOSE_ERRAND


def see_to(events: Sequence[OrderChanged]) -> None:
    for shop_id in dict.fromkeys(event.shop_id for event in events):
        theirs = [event for event in events if event.shop_id == shop_id]
        see_to_unpaid(
            shop_id=shop_id,
            order_ids={event.order_id for event in theirs},
            by=program(shop_id),
            at=max(datetime.fromisoformat(event.at) for event in theirs),
        )


def ordered(events: Sequence[OrderChanged | OrderVerified]) -> None:
    """Who ordered after all is not asked any more."""
    for shop_id in dict.fromkeys(event.shop_id for event in events):
        theirs = [event for event in events if event.shop_id == shop_id]
        buyers = {event.buyer_id for event in theirs if event.buyer_id is not None}
        if buyers:
            at = max(datetime.fromisoformat(event.at) for event in theirs)
            see_to_interests(shop_id=shop_id, buyer_ids=buyers, by=program(shop_id), at=at)


def closing_ended(event: ErrandEnded) -> None:
    """One that the marketplace refused is somebody's work again."""
    if event.kind == CLOSE_ERRAND:
        at = datetime.fromisoformat(event.at)
        see_to_unpaid(shop_id=event.shop_id, order_ids=[event.thing_id], by=program(event.shop_id), at=at)


react_now_to_all(OrderChanged, see_to)
react_now_to_all(OrderChanged, ordered)
react_now_to_all(OrderVerified, ordered)
react_now(ErrandEnded, closing_ended)
