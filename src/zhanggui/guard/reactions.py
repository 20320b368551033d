"""What happens below and ends promises, or gives them an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import react_later, react_now, react_now_to_all
from zhanggui.guard.actions import cover_promises, let_go_promises, match_promises
from zhanggui.guard.events import PromisesMade, RedLineBlocked
from zhanggui.guard.jobs import match_made, tell_of_blocked
from zhanggui.guard.queries import buyers_with_promises
from zhanggui.orders.events import OrderChanged, OrderRemarked, OrderVerified


def cover(event: OrderRemarked) -> None:
    cover_promises(
        shop_id=event.shop_id,
        order_id=event.order_id,
        buyer_id=event.buyer_id,
        remark_id=event.remark_id,
        by=program(event.shop_id),
        at=datetime.fromisoformat(event.at),
    )


def match_new(events: Sequence[OrderChanged | OrderVerified]) -> None:
    """A buyer to whom something was promised has an order now."""
    buyers: dict[int, set[int]] = defaultdict(set)
    for event in events:
        if event.buyer_id is not None and getattr(event, "before", None) is None:
            buyers[event.shop_id].add(event.buyer_id)
    for shop_id, theirs in buyers.items():
        if promised := buyers_with_promises(shop_id, theirs):
            at = datetime.fromisoformat(events[-1].at)
            match_promises(shop_id=shop_id, buyer_ids=promised, by=program(shop_id), at=at)


def let_go(events: Sequence[OrderChanged]) -> None:
    """What has left, or was closed, needs no remark any more."""
    orders: dict[int, set[int]] = defaultdict(set)
    for event in events:
        if event.before is not None:
            orders[event.shop_id].add(event.order_id)
    for shop_id, theirs in orders.items():
        at = datetime.fromisoformat(events[-1].at)
        let_go_promises(shop_id=shop_id, order_ids=theirs, by=program(shop_id), at=at)


react_now(OrderRemarked, cover)
react_now_to_all(OrderChanged, let_go)
react_now_to_all(OrderChanged, match_new)
react_now_to_all(OrderVerified, match_new)
react_later(PromisesMade, match_made)
react_later(RedLineBlocked, tell_of_blocked)
