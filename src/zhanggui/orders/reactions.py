"""What happens below and concerns orders."""

from __future__ import annotations

from datetime import datetime

from zhanggui.foundation.announcements import react_now
from zhanggui.marketplace.events import ErrandEnded
from zhanggui.orders.actions.memos import note_written


def memo_written(event: ErrandEnded) -> None:
    note_written(event=event, at=datetime.fromisoformat(event.at))


react_now(ErrandEnded, memo_written)
