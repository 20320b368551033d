"""How many talks one network address may begin: a hostile one could fill the queue with buyers who are none.

Counted in the memory of each process alone: whose address it was is nobody's business when the hour is over.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Final

from zhanggui.conversations import rules
from zhanggui.conversations.settings import TALKS_PER_ADDRESS
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.queries import setting_value

_HOUR: Final = 3600.0
_REMEMBERED: Final = 10_000  # networks; the one that was seen longest ago is forgotten first
_left: OrderedDict[tuple[int, str, int], rules.Allowance] = OrderedDict()
_lock = Lock()


class TooManyTalks(UnableTo):
    """From this network so many talks were begun with this shop that somebody must be playing with it."""


def let_in(*, shop_id: int, address: str, at: datetime) -> None:
    """Asked before a talk is made, never of one who has one. TooManyTalks."""
    network = rules.network_of(address)
    most = setting_value(shop_id, TALKS_PER_ADDRESS, at=at)
    if not network or not most:
        return
    key, seconds = (shop_id, network, most), at.timestamp()
    with _lock:
        allowance = _left.setdefault(key, rules.Allowance(most / _HOUR, most, most, seconds))
        _left.move_to_end(key)
        while len(_left) > _REMEMBERED:
            _left.popitem(last=False)
        if not allowance.take(seconds):
            raise TooManyTalks("您所在的网络刚才新开的会话太多了,请过一会儿再写")
