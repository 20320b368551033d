from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from zhanggui.workforce import rules
from zhanggui.workforce.models import HandOver, Shift


@dataclass(frozen=True)
class ShiftCard:
    id: int
    shop_id: int
    staff_id: int
    name: str
    role: str
    starts_at: datetime
    ends_at: datetime

    def is_on(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def shifts_between(shop_id: int, since: datetime, until: datetime) -> list[ShiftCard]:
    """The shop's shifts of which a part lies in [since, until), first come first."""
    rows = Shift.objects.filter(shop_id=shop_id, cancelled_at=None, starts_at__lt=until, ends_at__gt=since)
    return [_card(row) for row in rows.select_related("staff").order_by("starts_at", "staff__agent_number")]


def shift_by_id(shift_id: int) -> ShiftCard | None:
    row = Shift.objects.select_related("staff").filter(pk=shift_id, cancelled_at=None).first()
    return _card(row) if row else None


def shift_to_hand_over(staff_id: int, *, at: datetime) -> ShiftCard | None:
    """The member's shift that is on, or that was until a while ago, unless it has its sheet."""
    closed = HandOver.objects.filter(staff_id=staff_id).exclude(state=rules.WITHDRAWN).exclude(shift=None)
    rows = Shift.objects.filter(
        staff_id=staff_id, cancelled_at=None, starts_at__lte=at, ends_at__gt=at - rules.STAYED_ON
    )
    row = (
        rows.exclude(pk__in=closed.values("shift_id")).select_related("staff").order_by("-starts_at").first()
    )
    return _card(row) if row else None


def handed_over(shop_id: int, *, at: datetime) -> set[int]:
    """Those of the staff who have closed their shift a while ago, and whose next one has not begun."""
    sheets = HandOver.objects.filter(shop_id=shop_id, written_at__gt=at - rules.STAYED_ON)
    begun = Shift.objects.filter(
        staff_id=OuterRef("staff_id"),
        cancelled_at=None,
        starts_at__gt=OuterRef("written_at"),
        starts_at__lte=at,
    )
    rows = sheets.exclude(state=rules.WITHDRAWN).exclude(Exists(begun))
    return set(rows.values_list("staff_id", flat=True))


def _card(row: Shift) -> ShiftCard:
    return ShiftCard(
        id=row.pk,
        shop_id=row.shop_id,
        staff_id=row.staff_id,
        name=row.staff.name,
        role=row.staff.role,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
