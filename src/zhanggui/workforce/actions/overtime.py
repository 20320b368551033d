"""Who stays after a shift because buyers are still with them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from zhanggui.foundation.live.carrier import tell
from zhanggui.workforce import rules
from zhanggui.workforce.models import HandOver, Overtime, PresenceSpan, Shift
from zhanggui.workforce.parts import ends_of_held

_MOST_AT_ONCE = 500


@transaction.atomic
def log_overtime(*, at: datetime) -> int:
    """Writes down what goes on after the shifts that ended a while ago, from what is on record: how late it
    is asked changes nothing. How many rows changed."""
    goes_on = Shift.objects.filter(
        staff_id=OuterRef("staff_id"),
        cancelled_at=None,
        starts_at__lte=OuterRef("ends_at"),
        ends_at__gt=OuterRef("ends_at"),
    )
    logged = Overtime.objects.filter(shift_id=OuterRef("pk"))
    running = Exists(logged.filter(ends_at=None))
    recent = Q(ends_at__gt=at - rules.STAYED_ON, ends_at__lte=at) & ~Exists(logged)
    shifts = Shift.objects.select_for_update(skip_locked=True, of=("self",)).filter(cancelled_at=None)
    shifts = shifts.filter(running | recent).exclude(Exists(goes_on)).select_related("staff")
    return sum(_log(shift, at) for shift in shifts.order_by("pk")[:_MOST_AT_ONCE])


def _log(shift: Shift, at: datetime) -> bool:
    found = rules.overtime(
        shift.ends_at, ends_of_held(shift.staff_id, shift.ends_at), left_at=_left_at(shift, at)
    )
    if found is None:
        return bool(Overtime.objects.filter(shift=shift).delete()[0])
    before = Overtime.objects.filter(shift=shift).first()
    if before is not None and before.ends_at == found[1]:
        return False
    Overtime.objects.update_or_create(shift=shift, defaults={"starts_at": found[0], "ends_at": found[1]})
    shop_id = shift.shop_id
    tell(
        [
            {"k": "changed", "s": shop_id, "name": name, "id": shift.staff_id}
            for name in ("shifts", "presence")
        ]
    )
    return True


def _left_at(shift: Shift, at: datetime) -> datetime | None:
    """When the member went, or handed over."""
    spans = PresenceSpan.objects.filter(staff_id=shift.staff_id).exclude(state=rules.AWAY)
    spans = spans.filter(Q(ends_at=None) | Q(ends_at__gt=shift.ends_at)).order_by("starts_at")
    went = rules.went_at(shift.ends_at, list(spans.values_list("starts_at", "ends_at")), at=at)
    sheets = HandOver.objects.filter(shift=shift).exclude(state=rules.WITHDRAWN)
    written = sheets.values_list("written_at", flat=True).first()
    return min((one for one in (went, written) if one is not None), default=None)
