"""What somebody looks at every day: refunds, and, until reviews have their own room, yesterday's reviews."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.rules import AGENT
from zhanggui.shops.settings import SETTINGS, DatedSetting
from zhanggui.worklist.parts import DAILIES, Daily
from zhanggui.worklist.rules import KINDS, Kind

_OWN = "本项目的决定"

REFUNDS_UNTIL = SETTINGS.add(
    DatedSetting(
        "daily.refunds_until_minutes",
        660,
        "分钟",
        "每天几点之前看一遍退款,从零点起算 (660 是 11:00)",
        "手册 003:每天必须至少看一次退款",
        date(2026, 11, 22),
    )
)
REVIEWS_UNTIL = SETTINGS.add(
    DatedSetting(
        "daily.reviews_until_minutes",
        660,
        "分钟",
        "每天几点之前看昨天的评价,从零点起算 (660 是 11:00)",
        _OWN,
        date(2026, 11, 22),
    )
)
REFUNDS_DAILY = KINDS.add(Kind("daily_refunds", "每天看退款", AGENT))
REVIEWS_DAILY = KINDS.add(Kind("daily_reviews", "每天看评价", AGENT))
DAILIES.add(Daily("refunds", REFUNDS_DAILY, "看一遍退款和维权", REFUNDS_UNTIL))
DAILIES.add(Daily("reviews", REVIEWS_DAILY, "看昨天的评价,差评马上处理", REVIEWS_UNTIL))
