"""This room's dated settings: how soon a lead looks at a blocked text, and a promise stands in a remark."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

RED_LINE_MINUTES = SETTINGS.add(
    DatedSetting(
        "red_line.minutes",
        60,
        "分钟",
        "有话被拦下,主管多久内要看一眼",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
PROMISE_MINUTES = SETTINGS.add(
    DatedSetting(
        "promise.minutes",
        30,
        "分钟",
        "聊天里答应的事,多久内要写进订单备注",
        "本项目的决定;手册只说「好记性永远都抵不过烂笔头」",
        date(2026, 11, 22),
    )
)
PROMISE_DAYS = SETTINGS.add(
    DatedSetting(
        "promise.days",
        3,
        "天",
        "答应之后买家一直没有下单,多久不再提",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
