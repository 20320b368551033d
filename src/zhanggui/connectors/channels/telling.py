"""What became of a word is shown on it: the name of the thing goes out."""

from __future__ import annotations

from zhanggui.connectors.channels.lines import line_of_errand
from zhanggui.foundation.live.carrier import tell


def tell_departure(kind: str, shop_id: int, conversation_id: int) -> None:
    if line_of_errand(kind):
        tell([{"k": "changed", "s": shop_id, "name": "departures", "id": conversation_id}])
