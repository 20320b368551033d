from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import template
from django.utils.translation import gettext

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions import wording
from zhanggui.promotions.refusals import sentence
from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.offers import Coupon, Offer, Scope
from zhanggui.promotions.rules.review import Blame

register = template.Library()


@register.filter
def what(offer: Offer) -> str:
    return wording.tool_says(offer.tool)


@register.filter
def what_coupon(coupon: Coupon) -> str:
    return wording.coupon_says(coupon)


@register.filter
def kind_coupon(coupon: Coupon) -> str:
    return wording.coupon_title(coupon.kind)


@register.filter
def level(offer: Offer) -> str:
    return wording.level_title(offer.level)


@register.filter
def group(one: TierGroup) -> str:
    return wording.group_says(one)


@register.filter
def where(scope: Scope) -> str:
    """ "全店", "女装、配饰", "3 个商品", each with how many are left out."""
    if scope.is_whole_shop:
        said = gettext("全店")
    elif scope.items:
        said = gettext("{count} 个商品").format(count=len(scope.items))
    else:
        said = "、".join(sorted(scope.categories))
    if scope.but:
        said += gettext(",除外 {count} 个").format(count=len(scope.but))
    return said


@register.filter
def moment(instant: datetime) -> str:
    """As the shop's clock says it: 2026-11-11 00:00."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@register.filter
def for_input(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


@register.filter
def of(blames: Sequence[Blame], field: str) -> list[str]:
    """What is wrong with a field, in sentences."""
    return [sentence(blame, gettext) for blame in blames if blame.field == field]


@register.filter
def at_key(said: Mapping[str, str], key: str) -> str:
    return said.get(key, "")


@register.filter
def sentences(blames: Sequence[Blame]) -> list[str]:
    return [sentence(blame, gettext) for blame in blames]


@register.filter
def names(text: str) -> list[str]:
    return text.split()
