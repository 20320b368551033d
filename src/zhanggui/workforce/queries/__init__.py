"""Reading the workforce: who is there, who works when, what was left to whom."""

from zhanggui.workforce.queries.attended import shops_attended
from zhanggui.workforce.queries.duty import OnDuty, Openings, next_opening, on_duty, openings
from zhanggui.workforce.queries.floor import MyPost, PersonNow, my_post, people_now
from zhanggui.workforce.queries.overtime import OvertimeCard, overtimes, overtimes_of
from zhanggui.workforce.queries.presence import (
    Floor,
    SpanCard,
    floors,
    presence_spans,
    status_of,
    statuses,
    there,
    there_as,
)
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
    "Floor",
    "LineCard",
    "MyPost",
    "OnDuty",
    "Openings",
    "OvertimeCard",
    "PersonNow",
    "SheetCard",
    "ShiftCard",
    "SpanCard",
    "count_waiting",
    "floors",
    "handed_over",
    "my_post",
    "next_opening",
    "on_duty",
    "open_things",
    "openings",
    "overtimes",
    "overtimes_of",
    "people_now",
    "presence_spans",
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
    "there_as",
]
