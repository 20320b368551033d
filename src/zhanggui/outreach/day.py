"""What of this room stands on the page of the day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from zhanggui.foundation.days import DAY_PARTS, DayPart, Figure
from zhanggui.outreach.kinds import DUPLICATE, UNPAID
from zhanggui.shops.rules import SEE_TASKS
from zhanggui.worklist.queries import count_tasks


def _figures(shop_id: int, at: datetime) -> list[Figure]:
    counts = {one.kind: one for one in count_tasks(shop_id, at=at).kinds}
    figures = []
    for kind, title in ((UNPAID, "要催付的"), (DUPLICATE, "像是重复拍下的")):
        count = counts.get(kind.key)
        url = f"{reverse('worklist')}?kind={kind.key}"
        figures.append(Figure(count.open if count else 0, title, url, late=count.overdue if count else 0))
    return figures


DAY_PARTS.add(
    DayPart(key="outreach", title="催付", needs=SEE_TASKS, rank=35, figures=_figures, follows=("tasks",))
)
