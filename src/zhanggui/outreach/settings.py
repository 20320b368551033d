"""This room's dated settings: when a buyer is asked whether they want to pay."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

_OWN = "本项目的决定"

WAIT_MINUTES = SETTINGS.add(
    DatedSetting("unpaid.wait_minutes", 10, "分钟", "拍下多久还没付款,才去问买家", _OWN, date(2026, 11, 22))
)
AHEAD_MINUTES = SETTINGS.add(
    DatedSetting(
        "unpaid.ahead_minutes", 30, "分钟", "离截单多久之前,要问过没付款的买家", _OWN, date(2026, 11, 22)
    )
)
CLOSES_HOURS = SETTINGS.add(
    DatedSetting(
        "unpaid.closes_hours",
        24,
        "小时",
        "拍下多久不付款,平台自动关闭 (早年为 72 或 120,大促时更短)",
        "通行做法,没有可引的原文",
        date(2023, 1, 1),
    )
)
CLOSE_AFTER_SECONDS = SETTINGS.add(
    DatedSetting(
        "unpaid.close_after_seconds",
        10,
        "秒",
        "拍下多久之内,平台不让卖家关闭",
        "开放平台 taobao.trade.close 的返回码 CLOSE_TRADE_TOO_FAST",
        date(2026, 4, 1),
    )
)
DOUBLE_HOURS = SETTINGS.add(
    DatedSetting(
        "unpaid.double_hours", 48, "小时", "隔多久以内的同款订单算重复拍下", _OWN, date(2026, 11, 22)
    )
)
