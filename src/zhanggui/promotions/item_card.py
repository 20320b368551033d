"""An item as a buyer is shown it in the chat: its title, its price, and what is off at that instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.catalog.queries import ItemCard
from zhanggui.conversations.rules import TEXT_LETTERS
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions.queries import event_at
from zhanggui.promotions.rules.windows import Place, what_shows
from zhanggui.promotions.standing import Standing, buyers_language, standing
from zhanggui.promotions.wording import group_says, short

ITEM = "item"  # what such a card `is`
TITLE_LETTERS = 60
MOST_BADGES = 6


@dataclass(frozen=True)
class Badge:
    """`until`: when it is over, so that an old card does not promise it."""

    says: str
    until: datetime


@dataclass(frozen=True)
class ShownItem:
    """`text` says the same as `card` in one message, for a client that draws no cards and for the guard."""

    text: str
    card: dict[str, Any]


def shown_item(item: ItemCard, at: datetime, *, price: tuple[int, int] | None) -> ShownItem:
    """As it holds at the instant at which it is sent (*chosen*: what was told stays told; what is over by
    then is marked so where it is drawn). `price`: from the cheapest to the dearest of its kinds."""
    with buyers_language():
        found = standing(item, at, price_fen=price[0] if price else None)
        now = _price(found.now_fen, price)
        was = _price(found.price_fen, price) if found.is_reduced else ""
        badges = [*_badges(found), *_voucher(item, at)][:MOST_BADGES]
        title = item.name[:TITLE_LETTERS]
        said = [title, now, *([_("原价 {price}").format(price=was)] if was else [])]
        text = _(" ").join(one for one in said if one)
        if badges:
            text = _("{item}。优惠:{offers}").format(
                item=text, offers=_(";").join(one.says for one in badges)
            )
    card = {
        "is": ITEM,
        "id": item.id,
        "state": "told",
        "title": title,
        "price": now,
        "was": was,
        "badges": [{"says": one.says, "until": one.until.isoformat()} for one in badges],
    }
    return ShownItem(text[:TEXT_LETTERS], card)


def _price(fen: int | None, span: tuple[int, int] | None) -> str:
    if fen is None:
        return ""
    said = _("{fen} 元").format(fen=short(fen))
    return _("{price}起").format(price=said) if span and span[0] != span[1] else said


def _badges(found: Standing) -> Iterator[Badge]:
    for offer in found.offers:
        yield Badge(offer.says, offer.until)
    for coupon in found.coupons:
        yield Badge(_("可领券:{says}").format(says=coupon.says), coupon.until)


def _voucher(item: ItemCard, at: datetime) -> Iterator[Badge]:
    """The event's badge, on the days on which its merchants' goods show it (151 to 154)."""
    event = event_at(item.shop_id, at)
    group = event.chosen.get(item.category) if event else None
    if event is None or group is None:
        return
    if Place.ITEM_PAGE in what_shows(event.terms, event.merchant, at).places:
        says = _("{event}:{tiers}").format(event=event.name, tiers=group_says(group))
        if event.usable_from > at:
            says = _("{says}({day} 可用)").format(
                says=says, day=event.usable_from.astimezone(SHANGHAI).strftime("%m-%d")
            )
        yield Badge(
            _("{says},每张 {face} 元").format(says=says, face=short(event.face_fen)), event.usable_until
        )
