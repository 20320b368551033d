"""The tasks that this room asks for."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.rules import AGENT, SEE_ORDERS
from zhanggui.shops.settings import SETTINGS, DatedSetting
from zhanggui.worklist.rules import KINDS, Kind

MEMO_MINUTES = SETTINGS.add(
    DatedSetting(
        "memo.conflict_minutes",
        30,
        "分钟",
        "平台备注和我们的不一致,多久内要有人看",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
MEMO_TASK = KINDS.add(
    Kind("memo_conflict", "备注要核对", AGENT, MEMO_MINUTES, part="order_memo", needs=SEE_ORDERS)
)
