"""What happens below and must be seen on the desks: the name of the thing goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhanggui.conversations.actions import (
    COUNTED_AGAIN,
    count_add_ons,
    release_receptions,
    settle_urged,
    take_over_receptions,
)
from zhanggui.conversations.events import SurveyDue
from zhanggui.conversations.jobs import invite_after
from zhanggui.conversations.queries import conversation_of_buyer, on_desks
from zhanggui.customers.events import BuyerChanged, BuyersChanged
from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import react_later, react_now, react_now_to_all
from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.live.carrier import tell
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.events import OrderChanged, OrderVerified
from zhanggui.orders.rules import STAGES, Stage
from zhanggui.shops.events import StaffLeft
from zhanggui.workforce.events import HandOverConfirmed


def tell_buyer(event: BuyerChanged) -> None:
    events: list[dict[str, object]] = [
        {"k": "changed", "s": event.shop_id, "name": "buyer", "id": event.buyer_id}
    ]
    conversation = conversation_of_buyer(event.buyer_id)
    if conversation:
        events.append({"k": "desk", "s": event.shop_id, "c": conversation.id})
    tell(events)


def tell_buyers(event: BuyersChanged) -> None:
    """Of the many that a file changed only those are told whose conversation stands on a desk."""
    events: list[dict[str, object]] = []
    for buyer_id, conversation_id in on_desks(event.shop_id, event.buyer_ids):
        events.append({"k": "changed", "s": event.shop_id, "name": "buyer", "id": buyer_id})
        events.append({"k": "desk", "s": event.shop_id, "c": conversation_id})
    tell(events)


def tell_orders(events: Sequence[OrderChanged | OrderVerified]) -> None:
    buyers = dict.fromkeys((event.shop_id, event.buyer_id) for event in events if event.buyer_id is not None)
    tell([{"k": "changed", "s": shop_id, "name": "order", "id": buyer_id} for shop_id, buyer_id in buyers])


def count_sales(events: Sequence[OrderChanged | OrderVerified]) -> None:
    """What was recommended and is paid for now is an add-on sale."""
    for shop_id in dict.fromkeys(event.shop_id for event in events):
        theirs = [event for event in events if event.shop_id == shop_id]
        buyers = {event.buyer_id for event in theirs if event.buyer_id is not None}
        at = max(datetime.fromisoformat(event.at) for event in theirs)
        if buyers:
            count_add_ons(shop_id=shop_id, since=at - COUNTED_AGAIN, buyer_ids=buyers, at=at)


def see_to_urged(events: Sequence[OrderChanged]) -> None:
    """What has left is urged in the store no more."""
    for shop_id in dict.fromkeys(event.shop_id for event in events):
        theirs = [event for event in events if event.shop_id == shop_id]
        stages = {event.order_id: STAGES[TradeStatus(event.status).group] for event in theirs}
        settle_urged(
            shop_id=shop_id,
            left=[one for one, stage in stages.items() if stage == Stage.SHIPPED],
            over=[one for one, stage in stages.items() if stage in {Stage.DONE, Stage.CLOSED}],
            by=program(shop_id),
            at=max(datetime.fromisoformat(event.at) for event in theirs),
        )


def release_theirs(event: StaffLeft) -> None:
    at = datetime.fromisoformat(event.left_at)
    release_receptions(shop_id=event.shop_id, staff_id=event.staff_id, at=at)


def take_over(event: HandOverConfirmed) -> None:
    talks = (one.removeprefix(_TALK) for one in event.things.split() if one.startswith(_TALK))
    take_over_receptions(
        shop_id=event.shop_id,
        from_id=event.from_id,
        to_id=event.to_id,
        conversation_ids=ids_in(talks),
        at=datetime.fromisoformat(event.at),
    )


_TALK = "conversation:"
react_now(BuyerChanged, tell_buyer)
react_now(BuyersChanged, tell_buyers)
react_now_to_all(OrderChanged, tell_orders)
react_now_to_all(OrderVerified, tell_orders)
react_now_to_all(OrderChanged, count_sales)
react_now_to_all(OrderVerified, count_sales)
react_now_to_all(OrderChanged, see_to_urged)
react_now(StaffLeft, release_theirs)
react_now(HandOverConfirmed, take_over)
react_later(SurveyDue, invite_after)
