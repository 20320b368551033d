"""The verbs of the workforce."""

from zhanggui.workforce.actions.presence import CannotSetPresence, beat, set_presence
from zhanggui.workforce.actions.sheets import CannotHandOver, confirm_hand_over, hand_over, withdraw_hand_over
from zhanggui.workforce.actions.shifts import CannotPlanShift, cancel_shift, plan_shift

__all__ = [
    "CannotHandOver",
    "CannotPlanShift",
    "CannotSetPresence",
    "beat",
    "cancel_shift",
    "confirm_hand_over",
    "hand_over",
    "plan_shift",
    "set_presence",
    "withdraw_hand_over",
]
