"""What the shop's offers say above the visitor's chat."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from zhanggui.conversations.parts import CHAT_NOTICES, ChatNotice
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions.queries import EventCard, State, event_cards, given_out, offer_cards
from zhanggui.promotions.rules.windows import what_shows
from zhanggui.promotions.wording import coupon_says, offer_says
from zhanggui.shops.queries import ShopCard


def _told(shop: ShopCard, at: datetime) -> list[str]:
    """What holds for the whole shop: the marketplace's vouchers while they are shown, offers, coupons."""
    vouchers = [
        _usable(one, at) for one in event_cards(shop.id) if what_shows(one.terms, one.merchant, at).places
    ]
    offers = [
        _("{says}({until} 前)").format(says=offer_says(one.offer), until=_day(one.offer.ends_at))
        for one in offer_cards(shop.id, alive_at=at)
        if one.state(at) is State.NOW and one.offer.scope.is_whole_shop
    ]
    coupons = [
        _("店铺券:{says}").format(says=coupon_says(one.coupon))
        for one in given_out(shop.id, at)
        if one.coupon.scope.is_whole_shop
    ]
    return vouchers + offers + coupons


def _usable(event: EventCard, at: datetime) -> str:
    if at < event.usable_from:
        return _("{name}:{day} 起可用").format(name=event.name, day=_day(event.usable_from))
    return _("{name}:现在可用({until} 前)").format(name=event.name, until=_day(event.usable_until))


def _day(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


CHAT_NOTICES.add(ChatNotice("offers", 10, _told))
