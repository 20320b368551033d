"""This room's dated settings: how long the seller has to answer (domain/timers.md, sections 4 and 5)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from zhanggui.aftersales.rules import Clock
from zhanggui.shops.settings import SETTINGS, DatedSetting

_TABLE = "淘宝退款超时表 (chinashoppingguide.com 的英文转述,2024-25)"
_GENERAL = "通行做法,没有可引的原文"

HOURS = MappingProxyType(
    {
        Clock.UNSHIPPED: SETTINGS.add(
            DatedSetting(
                "refund.unshipped_hours",
                24,
                "小时",
                "未发货时申请退款,多久不处理就自动同意 (2014-2019 为 48)",
                _TABLE,
                date(2024, 1, 1),
            )
        ),
        Clock.UNRECEIVED: SETTINGS.add(
            DatedSetting(
                "refund.unreceived_hours",
                36,
                "小时",
                "已发货未收到货的仅退款,多久不处理就自动同意 (2012-2019 为 120)",
                _TABLE,
                date(2024, 1, 1),
            )
        ),
        Clock.RECEIVED: SETTINGS.add(
            DatedSetting(
                "refund.received_hours",
                48,
                "小时",
                "已收到货的仅退款或退运费,多久不处理就自动同意 (早年为 120)",
                _GENERAL,
                date(2020, 1, 1),
            )
        ),
        Clock.RETURN: SETTINGS.add(
            DatedSetting(
                "refund.return_request_hours",
                48,
                "小时",
                "退货、换货、维修、补寄的申请,多久不处理就自动同意 (早年为 120)",
                _GENERAL,
                date(2020, 1, 1),
            )
        ),
        Clock.CONFIRM: SETTINGS.add(
            DatedSetting(
                "refund.return_confirm_hours",
                240,
                "小时",
                "买家已退货,多久不确认收货就自动退款 (平邮为 720)",
                _GENERAL,
                date(2014, 1, 1),
            )
        ),
    }
)
