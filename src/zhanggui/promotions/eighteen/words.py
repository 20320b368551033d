"""What a voucher event's answers are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from zhanggui.promotions.rules import refunds, windows
from zhanggui.promotions.rules.windows import Device, Place, Why

WHYS: Mapping[Why, str] = MappingProxyType(
    {
        Why.FINE: noop("可以"),
        Why.TOO_EARLY: noop("还没到时间"),
        Why.TOO_LATE: noop("已经过了时间"),
        Why.NOT_PASSED: noop("没有通过海选"),
        Why.NOT_ENROLLED: noop("没有报名"),
        Why.NOT_SET_UP: noop("没有设置门槛"),
        Why.NOT_SELECTED: noop("不是官方选定的商家"),
        Why.NO_CATEGORY: noop("不知道商品的类目"),
        Why.NOT_OFFERED: noop("这个类目没有这一组门槛"),
        Why.ONE_GROUP: noop("这个类目只有一组门槛,不能改"),
        Why.ONE_TIER: noop("选好的这一组只有一档,不能改"),
        Why.SAME: noop("已经选了这一组"),
        Why.NOT_CHOSEN: noop("这个类目没有选门槛"),
        Why.NEVER: noop("任何时候都不能"),
    }
)
PLACES: Mapping[Place, str] = MappingProxyType(
    {
        Place.ITEM_PAGE: noop("商品详情页"),
        Place.CART: noop("购物车"),
        Place.LANDING_PAGE: noop("活动承接页"),
    }
)
DEVICES: Mapping[Device, str] = MappingProxyType(
    {Device.PC: noop("电脑搜索"), Device.WIRELESS: noop("手机搜索")}
)
REFUND_WHYS: Mapping[refunds.Why, str] = MappingProxyType(
    {
        refunds.Why.BACK: noop("退回"),
        refunds.Why.STILL_USED: noop("还在用"),
        refunds.Why.PARTLY: noop("不退:只退了一部分"),
        refunds.Why.TOO_LATE: noop("不退:关闭时券已经失效"),
        refunds.Why.AFTER_SALE: noop("不退:售后退款不退券"),
        refunds.Why.PAID_OUT: noop("不退:券抵的钱已经退成现金"),
    }
)


def why(answer: windows.Answer) -> str:
    return _(WHYS[answer.why])


def places(showing: windows.Showing) -> str:
    return _("、").join(_(PLACES[one]) for one in Place if one in showing.places) or _("哪里都不显示")


def badges(showing: windows.Showing) -> str:
    return _("、").join(_(DEVICES[one]) for one in Device if one in showing.badge) or _("没有标")
