"""This room's dated settings (domain/timers.md, section 8)."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

LATE_SECONDS = SETTINGS.add(
    DatedSetting(
        "reception.late_seconds",
        180,
        "秒",
        "多久没回复算超时",
        "旺旺服务规范:3 分钟人工响应率",
        date(2022, 7, 1),
    )
)
SOON_SECONDS = SETTINGS.add(
    DatedSetting(
        "reception.soon_seconds", 100, "秒", "多久没回复开始提醒", "千牛 100 秒未回复弹窗", date(2022, 7, 1)
    )
)
ASK_LEAD_MINUTES = SETTINGS.add(
    DatedSetting(
        "reception.ask_lead_minutes",
        5,
        "分钟",
        "问主管的问题多久要有答复",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
