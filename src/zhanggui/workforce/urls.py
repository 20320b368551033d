from __future__ import annotations

from django.urls import path

from zhanggui.workforce.views import floor, presence, sheets, shifts

urlpatterns = [
    path("presence", presence.presence, name="presence"),
    path("workforce/now/", floor.floor, name="floor"),
    path("workforce/now/<int:staff_id>/duty", floor.duty, name="duty"),
    path("workforce/mine", floor.mine, name="my_post"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/plan", shifts.plan, name="shift_plan"),
    path("shifts/<int:shift_id>/cancel", shifts.cancel, name="shift_cancel"),
    path("handover/", sheets.own, name="hand_over"),
    path("handover/write", sheets.write, name="hand_over_write"),
    path("handover/<int:sheet_id>", sheets.sheet, name="sheet"),
    path("handover/<int:sheet_id>/confirm", sheets.confirm, name="sheet_confirm"),
    path("handover/<int:own_sheet_id>/withdraw", sheets.withdraw, name="sheet_withdraw"),
]
