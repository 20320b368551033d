"""The tasks that this room asks for."""

from __future__ import annotations

from zhanggui.guard.settings import PROMISE_MINUTES
from zhanggui.shops.rules import AGENT, RECEIVE
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
