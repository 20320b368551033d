"""The tasks that this room asks for."""

from __future__ import annotations

from zhanggui.shops.rules import AGENT
from zhanggui.worklist.rules import KINDS, Kind

UNPAID = KINDS.add(Kind("unpaid", "催付", AGENT, part="unpaid_of_order"))
# Only the buyer's word, or the order's own end, settles it.
DUPLICATE = KINDS.add(Kind("duplicate", "重复拍下", AGENT, by_hand=False, part="unpaid_of_order"))
