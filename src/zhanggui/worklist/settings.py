"""This room's dated settings: from when on a task is not its owner's affair alone."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

LEAD_AFTER = SETTINGS.add(
    DatedSetting(
        "worklist.lead_minutes", 5, "分钟", "待办超期多久,主管也看到它", "本项目的决定", date(2026, 11, 22)
    )
)
EVERYBODY_AFTER = SETTINGS.add(
    DatedSetting(
        "worklist.everybody_minutes",
        30,
        "分钟",
        "待办超期多久,能办它的人都看到它",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
