"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.outreach.kinds import DUPLICATE, UNPAID
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_ALL_TASKS, SEE_TASKS
from zhanggui.worklist.queries import KindCount, count_tasks, seen_by


def _figures(staff: StaffCard, at: datetime) -> list[Figure]:
    """Those who lead see everybody's, as on the worklist."""
    leads = staff.may(SEE_ALL_TASKS)
    seen = None if leads else seen_by(staff, at=at)
    counts = {one.kind: one for one in count_tasks(staff.shop_id, seen=seen, at=at).kinds}
    path = reverse("worklist_everybody" if leads else "worklist")
    none = KindCount("", "", 0, 0)
    unpaid, double = (counts.get(kind.key, none) for kind in (UNPAID, DUPLICATE))
    return [
        Figure(unpaid.open, "要催付的", f"{path}?kind={UNPAID.key}", late=unpaid.overdue),
        Figure(double.open, "像是重复拍下的", f"{path}?kind={DUPLICATE.key}", late=double.overdue),
    ]


DAY_PARTS.add(
    DayPart(key="outreach", title="催付", needs=SEE_TASKS, rank=35, figures=_figures, follows=("tasks",))
)
