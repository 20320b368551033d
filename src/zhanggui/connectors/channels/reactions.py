from __future__ import annotations

from zhanggui.connectors.channels.telling import tell_departure
from zhanggui.foundation.announcements import react_now
from zhanggui.marketplace.events import ErrandEnded


def tell_ended(event: ErrandEnded) -> None:
    tell_departure(event.kind, event.shop_id, event.thing_id)


react_now(ErrandEnded, tell_ended)
