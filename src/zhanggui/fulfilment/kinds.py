"""The tasks that this room asks for."""

from __future__ import annotations

from zhanggui.shops.rules import AGENT, RECEIVE
from zhanggui.worklist.rules import KINDS, Kind

# The address itself must be settled: nobody ticks it off beside that.
VERIFY_ADDRESS = KINDS.add(
    Kind("verify_address", "核对地址", AGENT, by_hand=False, part="address_of_order", needs=RECEIVE)
)
