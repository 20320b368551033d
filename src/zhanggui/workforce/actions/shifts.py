"""Who works when, as somebody types it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops.queries import staff_by_id
from zhanggui.workforce import rules
from zhanggui.workforce.models import HandOver, Shift

_LOCK_SHIFTS = 7_302  # this room's own advisory lock


class CannotPlanShift(UnableTo):
    """Nobody of the shop, no time at all or too much of it, or they work then already."""


@transaction.atomic
def plan_shift(*, staff_id: int, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> int:
    """The shift's id."""
    member = staff_by_id(staff_id)
    if member is None or member.shop_id != by.shop_id:
        raise CannotPlanShift("请选一位本店的员工")
    if not starts_at < ends_at <= starts_at + rules.LONGEST_SHIFT:
        hours = rules.LONGEST_SHIFT.total_seconds() // 3600
        raise CannotPlanShift("一班最长 {hours} 小时,请看看起止时间", hours=f"{hours:.0f}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SHIFTS, str(staff_id)])
    theirs = Shift.objects.filter(staff_id=staff_id, cancelled_at=None)
    if theirs.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise CannotPlanShift("{member} 这段时间已经排了班", member=member.name)
    shift = Shift.objects.create(
        shop_id=by.shop_id,
        staff_id=staff_id,
        starts_at=starts_at,
        ends_at=ends_at,
        planned_at=at,
        by_name=by.name[:80],
    )
    _noted(shift, "plan_shift", {"shift": [None, _span(shift)]}, by, at)
    return shift.pk


@transaction.atomic
def cancel_shift(*, shift_id: int, by: Actor, at: datetime) -> None:
    """It does not take place. Twice is once; one with a hand-over sheet has taken place."""
    shift = Shift.objects.select_for_update().filter(pk=shift_id, shop_id=by.shop_id).first()
    if shift is None:
        raise CannotPlanShift("没有这一班")
    if shift.cancelled_at is not None:
        return
    if HandOver.objects.filter(shift=shift).exclude(state=rules.WITHDRAWN).exists():
        raise CannotPlanShift("这一班已经交过班,不能取消")
    shift.cancelled_at = at
    shift.save(update_fields=("cancelled_at",))
    _noted(shift, "cancel_shift", {"shift": [_span(shift), None]}, by, at)


def _span(shift: Shift) -> str:
    return f"{shift.starts_at.isoformat()}/{shift.ends_at.isoformat()}"


def _noted(shift: Shift, verb: str, changes: dict[str, list[str | None]], by: Actor, at: datetime) -> None:
    audit(verb=verb, thing="staff", thing_id=shift.staff_id, changes=changes, by=by, at=at)
    tell([{"k": "changed", "s": shift.shop_id, "name": "shifts", "id": 0}])
