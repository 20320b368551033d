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
_PESTER = "淘宝规则「骚扰他人」与客服注意事项 6 (domain/rules.md R08);次数和时间是本项目的决定"

INTEREST_DAYS = SETTINGS.add(
    DatedSetting(
        "undecided.window_days", 7, "天", "问过或看过多少天之内,还算没下单的买家", _OWN, date(2026, 11, 22)
    )
)
BOUGHT_DAYS = SETTINGS.add(
    DatedSetting(
        "undecided.bought_days",
        30,
        "天",
        "买过之后多少天之内再问同一款,算售后,不算没下单",
        _OWN,
        date(2026, 11, 22),
    )
)
QUIET_MINUTES = SETTINGS.add(
    DatedSetting(
        "undecided.quiet_minutes",
        60,
        "分钟",
        "聊天静下来多久,才提醒跟进没下单的买家",
        _OWN,
        date(2026, 11, 22),
    )
)
DUE_MINUTES = SETTINGS.add(
    DatedSetting(
        "undecided.due_minutes",
        240,
        "分钟",
        "最后一句话之后多久之内跟进没下单的买家 (落在夜里就是第二天早上)",
        _OWN,
        date(2026, 11, 22),
    )
)
FROM_MINUTES = SETTINGS.add(
    DatedSetting(
        "undecided.from_minutes",
        540,
        "分钟",
        "每天几点起可以主动联系买家,从零点起算 (540 是 9:00)",
        _PESTER,
        date(2026, 11, 22),
    )
)
UNTIL_MINUTES = SETTINGS.add(
    DatedSetting(
        "undecided.until_minutes",
        1260,
        "分钟",
        "每天几点之后不再主动联系买家,从零点起算 (1260 是 21:00)",
        _PESTER,
        date(2026, 11, 22),
    )
)
AGAIN_DAYS = SETTINGS.add(
    DatedSetting(
        "undecided.again_days",
        7,
        "天",
        "主动联系过一次之后,多少天之内不再主动联系同一位买家",
        _PESTER,
        date(2026, 11, 22),
    )
)
SAME_DOUBTS = SETTINGS.add(
    DatedSetting(
        "doubts.same",
        3,
        "位",
        "几位买家对同一件商品有同一种顾虑,就请店长看 (算没下单的那几天之内的)",
        _OWN,
        date(2026, 11, 23),
    )
)
LOOK_MINUTES = SETTINGS.add(
    DatedSetting(
        "doubts.look_minutes", 1440, "分钟", "店长多久之内要看一件商品的顾虑", _OWN, date(2026, 11, 23)
    )
)
