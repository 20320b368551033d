"""Reading the workforce: who is there, who works when, what was left to whom."""

from zhanggui.workforce.queries.presence import shops_attended, status_of, statuses, there
from zhanggui.workforce.queries.sheets import (
    LineCard,
    SheetCard,
    count_waiting,
    open_things,
    said_on,
    sheet_by_id,
    sheets_page,
    sheets_waiting,
)
from zhanggui.workforce.queries.shifts import (
    ShiftCard,
    handed_over,
    shift_by_id,
    shift_to_hand_over,
    shifts_between,
)

__all__ = [
    "LineCard",
    "SheetCard",
    "ShiftCard",
    "count_waiting",
    "handed_over",
    "open_things",
    "said_on",
    "sheet_by_id",
    "sheets_page",
    "sheets_waiting",
    "shift_by_id",
    "shift_to_hand_over",
    "shifts_between",
    "shops_attended",
    "status_of",
    "statuses",
    "there",
]
