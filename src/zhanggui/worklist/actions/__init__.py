"""The verbs of the worklist."""

from zhanggui.worklist.actions.daily import open_dailies
from zhanggui.worklist.actions.doing import (
    CannotFinish,
    CannotHand,
    CannotReopen,
    CannotSnooze,
    finish_task,
    hand_task,
    hand_tasks,
    reopen_task,
    snooze_task,
    take_task,
    wake_task,
)
from zhanggui.worklist.actions.giving import give_ownerless, release_tasks, until_next_check
from zhanggui.worklist.actions.wanting import Wanted, ensure_task, ensure_tasks, settle_task, settle_tasks

__all__ = [
    "CannotFinish",
    "CannotHand",
    "CannotReopen",
    "CannotSnooze",
    "Wanted",
    "ensure_task",
    "ensure_tasks",
    "finish_task",
    "give_ownerless",
    "hand_task",
    "hand_tasks",
    "open_dailies",
    "release_tasks",
    "reopen_task",
    "settle_task",
    "settle_tasks",
    "snooze_task",
    "take_task",
    "until_next_check",
    "wake_task",
]
