"""This room's dated settings: how long an address may wait for a word."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

_OWN = "本项目的决定"

SILENCE_MINUTES = SETTINGS.add(
    DatedSetting(
        "address.silence_minutes",
        30,
        "分钟",
        "付款后地址没有疑点,多久没有异议就放行",
        _OWN,
        date(2026, 11, 22),
    )
)
BEFORE_CUT_OFF_MINUTES = SETTINGS.add(
    DatedSetting(
        "address.before_cut_off_minutes",
        30,
        "分钟",
        "离截单多久时,没有疑点的地址不再等",
        _OWN,
        date(2026, 11, 22),
    )
)
