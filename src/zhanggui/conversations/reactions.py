"""What happens below and must be seen on the desks: the name of the thing goes out."""

from __future__ import annotations

from zhanggui.conversations.queries import conversation_of_buyer
from zhanggui.customers.events import BuyerChanged
from zhanggui.foundation.announcements import react_now
from zhanggui.foundation.live.carrier import tell
from zhanggui.orders.events import OrderChanged, OrderVerified


def tell_buyer(event: BuyerChanged) -> None:
    events: list[dict[str, object]] = [
        {"k": "changed", "s": event.shop_id, "name": "buyer", "id": event.buyer_id}
    ]
    conversation = conversation_of_buyer(event.buyer_id)
    if conversation:
        events.append({"k": "desk", "s": event.shop_id, "c": conversation.id})
    tell(events)


def tell_order(event: OrderChanged | OrderVerified) -> None:
    if event.buyer_id is not None:
        tell([{"k": "changed", "s": event.shop_id, "name": "order", "id": event.buyer_id}])


react_now(BuyerChanged, tell_buyer)
react_now(OrderChanged, tell_order)
react_now(OrderVerified, tell_order)
