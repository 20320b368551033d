"""This room's dated settings."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

_OURS, _SINCE = "本项目的决定", date(2026, 11, 22)

MOST_BUYERS = SETTINGS.add(
    DatedSetting("workforce.most_buyers", 40, "位", "一个客服最多同时接待多少买家", _OURS, _SINCE)
)
BREAK_SECONDS = SETTINGS.add(
    DatedSetting("workforce.break_seconds", 180, "秒", "挂起多久开始提醒", _OURS, _SINCE)
)
SHIFT_END_MINUTES = SETTINGS.add(
    DatedSetting("workforce.shift_end_minutes", 5, "分钟", "下班前多久提醒", _OURS, _SINCE)
)
