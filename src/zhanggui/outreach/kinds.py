"""The tasks that this room asks for."""

from __future__ import annotations

from zhanggui.outreach.settings import LOOK_MINUTES
from zhanggui.shops.rules import AGENT, MANAGER, RECEIVE, SEE_ALL_TASKS
from zhanggui.worklist.rules import KINDS, Kind

UNPAID = KINDS.add(Kind("unpaid", "催付", AGENT, part="unpaid_of_order"))
# Only the buyer's word, or the order's own end, settles it.
DUPLICATE = KINDS.add(Kind("duplicate", "重复拍下", AGENT, by_hand=False, part="unpaid_of_order"))
# Done by a word to the buyer, or by a reason why none is written.
UNDECIDED = KINDS.add(
    Kind("undecided", "跟进没下单的", AGENT, by_hand=False, part="undecided_part", needs=RECEIVE)
)
# Several buyers hesitate about the same item for the same reason.
LOOK_AT_DOUBTS = KINDS.add(Kind("doubt", "看顾虑", MANAGER, minutes=LOOK_MINUTES, needs=SEE_ALL_TASKS))
