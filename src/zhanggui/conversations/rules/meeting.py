"""Whom a buyer finds who opens the chat: somebody, an agent who comes back, a queue, or nobody."""

from __future__ import annotations

from zhanggui.workforce.rules import BREAK, ONLINE

# Somebody answers. The buyer's own agent is on a break: theirs they stay (挂起 keeps its buyers). All are on
# a break: who writes waits in the queue, and that is no offline message. Nobody: it is one.
HERE, BACK_SOON, QUEUED, NOBODY_THERE = "here", "back_soon", "queued", "nobody"


def meets(*, attended: bool, takes_new: bool, own: str) -> str:
    """`attended`: somebody of the shop is there, be it on a break; `takes_new`: and one of them is not.
    `own`: where the agent stands who has this buyer; empty for none, and for one who is not there."""
    if own == BREAK:
        return BACK_SOON
    if own == ONLINE or takes_new:
        return HERE
    return QUEUED if attended else NOBODY_THERE
