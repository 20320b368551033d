"""Dated settings: thresholds and time-outs that differ by shop and change over the years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhanggui.foundation.lists import OpenList


@dataclass(frozen=True)
class DatedSetting:
    """A setting's default, with where it comes from and since when it held."""

    key: str
    default: int
    unit: str
    meaning: str
    source: str
    since: date


SETTINGS: OpenList[DatedSetting] = OpenList("settings")

# "Only a change that is fresh is announced" (design, section 3).
FRESH_HOURS = SETTINGS.add(
    DatedSetting(
        "history.fresh_hours", 48, "小时", "导入的变化多新才算刚发生", "本项目的决定", date(2026, 11, 21)
    )
)
# What is paid until then leaves today. Minutes, because settings are whole numbers.
CUT_OFF = SETTINGS.add(
    DatedSetting(
        "shop.cut_off_minutes",
        960,
        "分钟",
        "每天几点截单,从零点起算 (960 是 16:00)",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
