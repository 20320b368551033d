"""What became of a word is shown on it: the name of the thing goes out."""

from __future__ import annotations

from zhanggui.connectors.channels.lines import line_of_errand
from zhanggui.foundation.announcements import react_now
from zhanggui.foundation.live.carrier import tell
from zhanggui.marketplace.events import ErrandEnded


def tell_departure(event: ErrandEnded) -> None:
    if line_of_errand(event.kind):
        tell([{"k": "changed", "s": event.shop_id, "name": "departures", "id": event.thing_id}])


react_now(ErrandEnded, tell_departure)
