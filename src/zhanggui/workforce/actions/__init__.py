"""The verbs of the workforce."""

from zhanggui.workforce.actions.duty import CannotSetDuty, set_duty
from zhanggui.workforce.actions.overtime import log_overtime
from zhanggui.workforce.actions.presence import CannotSetPresence, beat, notice_gone, set_presence
from zhanggui.workforce.actions.sheets import CannotHandOver, confirm_hand_over, hand_over, withdraw_hand_over
from zhanggui.workforce.actions.shifts import CannotPlanShift, cancel_shift, plan_shift

__all__ = [
    "CannotHandOver",
    "CannotPlanShift",
    "CannotSetDuty",
    "CannotSetPresence",
    "beat",
    "cancel_shift",
    "confirm_hand_over",
    "hand_over",
    "log_overtime",
    "notice_gone",
    "plan_shift",
    "set_duty",
    "set_presence",
    "withdraw_hand_over",
]
