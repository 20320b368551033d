"""The tasks that this room asks for."""

from __future__ import annotations

from zhanggui.guard.settings import PROMISE_MINUTES, RED_LINE_MINUTES
from zhanggui.shops.rules import AGENT, LEAD, RECEIVE, SEE_AUDIT
from zhanggui.worklist.rules import KINDS, Kind

# Only a remark ends it, or a person's word in the chat that it was no promise.
PROMISE_TASK = KINDS.add(
    Kind(
        "promise",
        "答应的事没备注",
        AGENT,
        PROMISE_MINUTES,
        by_hand=False,
        part="promises_of_order",
        needs=RECEIVE,
    )
)
# One for an agent, a rule and a day.
RED_LINE_TASK = KINDS.add(
    Kind("red_line", "碰了红线", LEAD, RED_LINE_MINUTES, part="red_line_part", needs=SEE_AUDIT)
)
