"""What holds for an item at an instant, in words: for whoever is asked about it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhanggui.catalog.queries import ItemCard, item_cards, items_of_buyer
from zhanggui.conversations.variables import PHRASE_VARIABLES, Occasion, PhraseVariable
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions.queries import CurrentOffers, EventCard, book_of, current_offers, event_at, shop_key
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import Purse, TierGroup
from zhanggui.promotions.rules.offers import Offer
from zhanggui.promotions.wording import coupon_says, group_says, offer_says, short


@dataclass(frozen=True)
class Holding:
    """`says` is what a buyer may be told; `insert` the same as a sentence of its own."""

    name: str
    says: str
    until: datetime
    insert: str
    is_coupon: bool = False
    left: int | None = None  # of a coupon, how many can still be given out
    per_buyer: int | None = None
    is_whole_shop: bool = False


@dataclass(frozen=True)
class VoucherPart:
    """The item's part in a marketplace's voucher event; no group: its category counts for none."""

    name: str
    group: TierGroup | None
    face_fen: int
    usable_from: datetime
    usable_until: datetime

    @property
    def says(self) -> str:
        if self.group is None:
            return _("这个类目没有选门槛")
        return _("{tiers},每张 {face} 元").format(tiers=group_says(self.group), face=short(self.face_fen))


@dataclass(frozen=True)
class Standing:
    offers: list[Holding]
    coupons: list[Holding]
    vouchers: VoucherPart | None
    price_fen: int | None  # of one piece, as listed
    now_fen: int | None  # the same, without coupon and voucher

    @property
    def is_reduced(self) -> bool:
        return self.now_fen is not None and self.now_fen != self.price_fen

    @property
    def insert(self) -> str:
        """All of it in one message; empty when there is nothing to tell."""
        told = [one.insert for one in (*self.offers, *self.coupons)]
        with buyers_language():
            return _("这款现在有:{offers}。").format(offers=_(";").join(told)) if told else ""

    @property
    def changes_at(self) -> datetime | None:
        return min((one.until for one in (*self.offers, *self.coupons)), default=None)


def standing(item: ItemCard, at: datetime, *, price_fen: int | None = None) -> Standing:
    """`price_fen`: of the cheapest of its kinds, where that is not the item's own."""
    found = current_offers(item.shop_id, item.number, at)
    price = item.price_fen if price_fen is None else price_fen
    return Standing(
        offers=[_offer(card.offer) for card in found.offers],
        coupons=_coupons(found),
        vouchers=_vouchers(item, event_at(item.shop_id, at)),
        price_fen=price,
        now_fen=None if price is None else _now_fen(item, price, at),
    )


def _now_fen(item: ItemCard, price_fen: int, at: datetime) -> int:
    line = CartLine("1", shop_key(item.shop_id), item.number, price_fen, category=item.category or None)
    book = book_of(item.shop_id, alive_at=at)
    return book.quote(Cart((line,)), Purse(), at).lines[0].final_fen


def _offer(offer: Offer) -> Holding:
    says = offer_says(offer)
    with buyers_language():
        insert = _("{says}({until} 前)").format(says=offer_says(offer), until=_until(offer.ends_at))
    return Holding(offer.name, says, offer.ends_at, insert, is_whole_shop=offer.scope.is_whole_shop)


def buyers_language() -> AbstractContextManager[None]:
    """What is written to a buyer is Chinese, whatever language the page has that writes it."""
    return override(settings.LANGUAGE_CODE)


def _coupons(found: CurrentOffers) -> list[Holding]:
    holdings = []
    for card in found.coupons:
        says, until = coupon_says(card.coupon), card.coupon.ends_at
        with buyers_language():
            insert = _("可以领{name}:{says}({until} 前用)").format(
                name=card.coupon.name, says=coupon_says(card.coupon), until=_until(until)
            )
        left = None if card.quantity is None else card.quantity - card.received
        holdings.append(
            Holding(
                card.coupon.name,
                says,
                until,
                insert,
                is_coupon=True,
                left=left,
                per_buyer=card.per_buyer,
                is_whole_shop=card.coupon.scope.is_whole_shop,
            )
        )
    return holdings


def _until(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def _vouchers(item: ItemCard, event: EventCard | None) -> VoucherPart | None:
    """Shown from the day that the marketplace says, of its event's merchants only."""
    if event is None or not event.is_merchant:
        return None
    return VoucherPart(
        event.name, event.chosen.get(item.category), event.face_fen, event.usable_from, event.usable_until
    )


def _told(occasion: Occasion) -> str | None:
    """Of the item that concerns the buyer most."""
    for item_id in items_of_buyer(occasion.shop.id, occasion.buyer_id)[:1]:
        item = item_cards(occasion.shop.id, [item_id]).get(item_id)
        if item is not None:
            found = standing(item, occasion.at)
            with buyers_language():
                return _(";").join([one.insert for one in (*found.offers, *found.coupons)]) or None
    return None


PHRASE_VARIABLES.add(PhraseVariable("offers", "这款现在的优惠", _told))
