"""This room's dated settings: how long the platform's memo may be, and how its length is counted."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

MEMO_BYTES = SETTINGS.add(
    DatedSetting(
        "memo.bytes",
        1000,
        "字节",
        "平台备注最多多长",
        "开放平台 taobao.trade.memo.update 的说明 (2026-04 的接口文档)",
        date(2026, 4, 1),
    )
)
MEMO_ENCODING = SETTINGS.add(
    DatedSetting(
        "memo.encoding",
        0,
        "0 是 UTF-8,1 是 GB18030",
        "平台按哪种编码数备注的字节",
        "开放平台接口的编码是 UTF-8;按它数,换成 GB18030 也放得下",
        date(2026, 4, 1),
    )
)
SHIP_HOURS = SETTINGS.add(
    DatedSetting(
        "orders.ship_hours",
        48,
        "小时",
        "付款后多久之内要发货 (天猫早年为 72)",
        "通行做法,没有可引的原文",
        date(2020, 1, 1),
    )
)
TOGETHER_DAYS = SETTINGS.add(
    DatedSetting(
        "together.days", 90, "天", "常一起买的商品,看多少天之内付款的订单", "本项目的决定", date(2026, 11, 23)
    )
)
TOGETHER_LEAST = SETTINGS.add(
    DatedSetting(
        "together.least", 3, "单", "至少几单里一起买过,才算常一起买", "本项目的决定", date(2026, 11, 23)
    )
)
