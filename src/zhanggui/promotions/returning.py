"""Why coupons and vouchers come back after a refund, or do not, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions.rules.event import VoucherEvent
from zhanggui.promotions.rules.offers import Coupon
from zhanggui.promotions.rules.refunds import CouponBack, VouchersBack, Why

_COUPON: Mapping[Why, str] = MappingProxyType(
    {
        Why.BACK: noop("退回给买家:用了它的商品全部退款,券还没有过期"),
        Why.STILL_USED: noop("不退回:用了它的商品没有退款"),
        Why.PARTLY: noop("不退回:用了它的商品还没有全部退款"),
        Why.TOO_LATE: noop("不退回:全部退完的时候,券已经过期({until} 到期)"),
    }
)
_VOUCHERS: Mapping[Why, str] = MappingProxyType(
    {
        Why.BACK: noop("退回给买家:到 {day} 为止全部退款关闭;同一次付款的其他订单也用了的,要一起退完"),
        Why.STILL_USED: noop("不退回:用了券的商品没有退款"),
        Why.PARTLY: noop("不退回:部分退款不退券,要用了券的商品全部退款"),
        Why.TOO_LATE: noop("不退回:到 {day} 为止全部退款关闭才退券,这次晚了"),
        Why.AFTER_SALE: noop("不退回:交易成功以后的退款不退券"),
        Why.PAID_OUT: noop("不退回:券抵的钱已经一起退给买家"),
    }
)


def coupon_back_says(back: CouponBack, coupon: Coupon | None) -> str:
    until = "" if coupon is None else _shown(coupon.ends_at, "%Y-%m-%d %H:%M")
    return _(_COUPON[back.why]).format(until=until)


def vouchers_back_says(back: VouchersBack, event: VoucherEvent) -> str:
    """The day: the last on which they are usable."""
    return _(_VOUCHERS[back.why]).format(day=_shown(event.usable_until - timedelta(seconds=1), "%m-%d"))


def _shown(at: datetime, shape: str) -> str:
    return at.astimezone(SHANGHAI).strftime(shape)
