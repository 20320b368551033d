from __future__ import annotations

from datetime import datetime

from zhanggui.foundation.announcements import react_now
from zhanggui.shops.events import StaffLeft
from zhanggui.worklist.actions import release_tasks


def release_theirs(event: StaffLeft) -> None:
    release_tasks(shop_id=event.shop_id, staff_id=event.staff_id, at=datetime.fromisoformat(event.left_at))


react_now(StaffLeft, release_theirs)
