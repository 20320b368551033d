"""The only way a page gets a colleague, a shift or a sheet: those of the own shop."""

from __future__ import annotations

from django.http import Http404

from zhanggui.shops.queries import StaffCard, staff_by_id
from zhanggui.shops.rules import RECEIVE
from zhanggui.workforce import queries
from zhanggui.workforce.queries import LineCard, SheetCard, ShiftCard


def receiver_for(staff: StaffCard, staff_id: int) -> StaffCard:
    """A colleague who may receive."""
    one = staff_by_id(staff_id)
    if one is None or one.shop_id != staff.shop_id or not one.may(RECEIVE):
        raise Http404
    return one


def shift_for(staff: StaffCard, shift_id: int) -> ShiftCard:
    shift = queries.shift_by_id(shift_id)
    if shift is None or shift.shop_id != staff.shop_id:
        raise Http404
    return shift


def sheet_for(staff: StaffCard, sheet_id: int) -> tuple[SheetCard, list[LineCard]]:
    found = queries.sheet_by_id(sheet_id)
    if found is None or found[0].shop_id != staff.shop_id:
        raise Http404
    return found
