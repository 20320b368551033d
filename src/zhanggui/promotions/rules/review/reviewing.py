from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from zhanggui.promotions.rules.event import TierGroup, VoucherEvent
from zhanggui.promotions.rules.fine_print import ruling_at
from zhanggui.promotions.rules.offers import (
    Coupon,
    CouponKind,
    Less,
    Level,
    Offer,
    PiecesFor,
    Scope,
    SpecialPrice,
    Tiers,
)
from zhanggui.promotions.rules.review import shape
from zhanggui.promotions.rules.review.blame import Blame, Said
from zhanggui.promotions.rules.review.goods import Good, GoodSku, held, holds, meeting
from zhanggui.promotions.rules.review.worst import Levels, ShopOffer, Stack, unit_price, worst_price

MOST_FALLS = 3
MOST_BLAMES = 5  # a seller mends one thing after the other


@dataclass(frozen=True, slots=True)
class Shelf:
    """What else the shop sells and offers. `coupons`: those that are out or still given out. `events`: of the
    marketplace, no two usable at the same time."""

    goods: Sequence[Good] = ()
    offers: Sequence[Offer] = ()
    coupons: Sequence[Coupon] = ()
    events: Sequence[VoucherEvent] = ()


def review_offer(offer: Offer, shelf: Shelf, at: datetime | None) -> list[Blame]:
    """What stands against setting an offer up, nothing when nothing does. `at` null: it may be over."""
    blames = [
        *shape.name(offer.name),
        *shape.period(offer.starts_at, offer.ends_at, at),
        *shape.scope(offer.scope),
        *shape.tool(offer),
        *_unknown_goods(offer.scope, shelf.goods),
    ]
    if not blames:
        blames = [*_overlaps(offer, shelf), *_no_offers(offer, shelf.goods)]
    if not blames:
        blames = [*_below(replace(shelf, offers=[*shelf.offers, offer]), offer)]
    return blames[:MOST_BLAMES]


def review_coupon(coupon: Coupon, shelf: Shelf, at: datetime | None) -> list[Blame]:
    blames = [
        *shape.name(coupon.name),
        *shape.period(coupon.starts_at, coupon.ends_at, at),
        *shape.scope(coupon.scope),
        *shape.coupon(coupon),
        *_unknown_goods(coupon.scope, shelf.goods),
    ]
    if not blames:
        blames = [*_below(replace(shelf, coupons=[*shelf.coupons, coupon]), coupon)]
    return blames[:MOST_BLAMES]


def review_tiers(event: VoucherEvent, shop: str, categories: Collection[str], shelf: Shelf) -> list[Blame]:
    """What stands against the tiers that a shop would have in an event: goods of these categories that only
    its vouchers bring below their floor or cost."""
    others = [one for one in shelf.events if one.key != event.key]
    before, after = replace(shelf, events=others), replace(shelf, events=[*others, event])
    at = _instants(shelf, event.usable_from, event.usable_until)
    without, moments = ([_Moment(one, shop, instant) for instant in at] for one in (before, after))
    falls = [
        fall
        for good in shelf.goods
        if good.category in categories
        and (fall := _deepest(good, moments)) is not None
        and _deepest(good, without) is None
    ]
    return list(_said(falls, "tiers"))


def takes_money(offer: Offer) -> bool:
    tool = offer.tool
    return not isinstance(tool, Tiers) or any(tier.less_fen or tier.thousandths < 1000 for tier in tool.tiers)


def _unknown_goods(scope: Scope, goods: Sequence[Good]) -> Iterator[Blame]:
    """Only where the shop's goods are known at all."""
    if not goods:
        return
    items = {good.item for good in goods}
    for item in sorted(scope.items - items)[:1]:
        yield Blame("items", "no_such_item", {"item": item})
    for item in sorted(scope.but - items)[:1]:
        yield Blame("but", "no_such_item", {"item": item})
    for category in sorted(scope.categories - {good.category for good in goods})[:1]:
        yield Blame("categories", "no_such_category", {"category": category})


def _overlaps(offer: Offer, shelf: Shelf) -> Iterator[Blame]:
    # What is not in the offer's scope meets nothing.
    goods = list(held(offer.scope, shelf.goods))
    for other in shelf.offers:
        since, until = max(offer.starts_at, other.starts_at), min(offer.ends_at, other.ends_at)
        if other.level is not offer.level or since >= until:
            continue
        if not (takes_money(offer) and takes_money(other)):
            continue
        met = meeting(offer.scope, other.scope, goods)
        if met is not None:
            said: dict[str, Said] = {
                "other": other.name,
                "since_at": since,
                "until_at": until,
                "item": met,
            }
            yield Blame("starts_at", "overlaps" if met else "overlaps_whole", said)


def _no_offers(offer: Offer, goods: Sequence[Good]) -> Iterator[Blame]:
    """Prices that are none below the list price."""
    tool = offer.tool
    for good in held(offer.scope, goods):
        for sku in good.skus:
            price = sku.price_fen
            if price is None:
                continue
            said: dict[str, Said] = {"item": _named(good, sku), "price_fen": price}
            match tool:
                case SpecialPrice(fen, by_sku):
                    own = fen if sku.sku is None else by_sku.get(sku.sku, fen)
                    if own >= price:
                        where = "fen" if own == fen else "by_sku"
                        yield Blame(where, "not_cheaper", {**said, "fen_fen": own})
                case Less(fen) if fen >= price:
                    yield Blame("fen", "takes_whole_price", said)
                case PiecesFor(pieces, fen) if fen >= pieces * price:
                    yield Blame("fen", "pieces_not_cheaper", {**said, "pieces": pieces})


def _named(good: Good, sku: GoodSku) -> str:
    return f"{good.name} {sku.kind}".strip()


def _below(shelf: Shelf, planned: Offer | Coupon) -> Iterator[Blame]:
    """Goods of which a piece would cost less than its floor or cost at any instant of the planned period:
    those that fall deepest, and how many others do."""
    instants = _instants(shelf, planned.starts_at, planned.ends_at)
    moments = [_Moment(shelf, planned.scope.shop, at) for at in instants]
    found = [one for good in held(planned.scope, shelf.goods) if (one := _deepest(good, moments))]
    if isinstance(planned, Offer) and _changes_others(shelf, planned):
        found += _fallen_others(shelf, planned, moments)
    yield from _said(found, _where(planned))


def _said(falls: Sequence[_Fall], where: str) -> Iterator[Blame]:
    """The deepest falls, and how many others there are."""
    found = sorted(falls, key=lambda one: one.worst_fen - one.least_fen)
    for fall in found[:MOST_FALLS]:
        said: dict[str, Said] = {
            "item": _named(fall.good, fall.sku),
            "worst_fen": fall.worst_fen,
            "least_fen": fall.least_fen,
            "worst_at": fall.at,
        }
        yield Blame(where, "below_least", said)
    if len(found) > MOST_FALLS:
        yield Blame(where, "more_below", {"count": len(found) - MOST_FALLS})


def _changes_others(shelf: Shelf, planned: Offer) -> bool:
    """Whether goods that it does not hold cost less beside those that it does: cheap ones make up a number
    of pieces, barred ones count for one level and not for the other."""
    if planned.bars & {Level.SHOP, Level.COUPON}:
        return True
    tools = [one.tool for one in shelf.offers if isinstance(one.tool, Tiers)]
    by_pieces = any(tier.from_pieces and tier.less_fen for tool in tools for tier in tool.tiers)
    return planned.level is Level.ITEM and by_pieces


def _fallen_others(shelf: Shelf, planned: Offer, moments: Sequence[_Moment]) -> Iterator[_Fall]:
    before = replace(shelf, offers=[one for one in shelf.offers if one is not planned])
    without = [_Moment(before, moment.shop, moment.at) for moment in moments]
    for good in shelf.goods:
        if not holds(planned.scope, good.item, good.category):
            fall = _deepest(good, moments)
            if fall is not None and _deepest(good, without) is None:
                yield fall


class _Fall(NamedTuple):
    """The SKU of a good that falls deepest, and when."""

    good: Good
    sku: GoodSku
    worst_fen: int
    least_fen: int
    at: datetime


class _Moment:
    """What the shop offers at an instant, and what is asked of it for every good."""

    def __init__(self, shelf: Shelf, shop: str, at: datetime) -> None:
        self.shop, self.at, self.goods = shop, at, shelf.goods
        self.offers = [one for one in shelf.offers if one.starts_at <= at < one.ends_at]
        self.coupons = [one for one in shelf.coupons if one.starts_at <= at < one.ends_at]
        usable = (one for one in shelf.events if one.usable_from <= at < one.usable_until)
        self.event = next(usable, None)
        self.fine = ruling_at(at).fine if self.event is None else self.event.fine
        self._dearest: dict[str, int] = {}
        self._shop_offers: dict[str, ShopOffer] = {}

    def dearest(self, offer: Offer) -> int:
        """The list price of the dearest piece that may stand in a group under an offer."""
        if offer.key not in self._dearest:
            prices = [sku.price_fen or 0 for good in held(offer.scope, self.goods) for sku in good.skus]
            self._dearest[offer.key] = max(prices, default=0)
        return self._dearest[offer.key]

    def shop_offer(self, offer: Offer) -> ShopOffer:
        found = self._shop_offers.get(offer.key)
        if found is None:
            tool = offer.tool
            assert isinstance(tool, Tiers)  # noqa: S101 - of the shop level
            counts = any(tier.from_pieces and tier.less_fen for tier in tool.tiers)
            cheapest = self._cheapest(offer.scope) if counts else 0
            found = self._shop_offers[offer.key] = ShopOffer(offer, tool, cheapest)
        return found

    def _cheapest(self, scope: Scope) -> int:
        """What the item level leaves of the cheapest piece."""
        least: list[int] = []
        for good in held(scope, self.goods):
            items = [one for one in self.offers if holds(one.scope, good.item, good.category)]
            for sku in good.skus:
                price = sku.price_fen
                if price is not None:
                    least.append(price)
                    least += [unit_price(one, price, sku.sku, self._group_of(one)) for one in items]
        return min(least, default=0)

    def _group_of(self, offer: Offer) -> int:
        return self.dearest(offer) if isinstance(offer.tool, PiecesFor) else 0


def _deepest(good: Good, moments: Sequence[_Moment]) -> _Fall | None:
    prices = _prices(good)
    falls = []
    for moment in moments if prices else ():
        stack = _stack(good, moment)
        for sku, price, least in prices:
            worst = worst_price(stack, price, sku.sku, least)
            if worst is not None:
                falls.append(_Fall(good, sku, worst, least, moment.at))
    return min(falls, key=lambda one: (one.worst_fen - one.least_fen, one.at), default=None)


def _where(planned: Offer | Coupon) -> str:
    if isinstance(planned, Coupon):
        return "value_fen"
    match planned.tool:
        case Tiers():
            return "tiers"
        case SpecialPrice() | Less() | PiecesFor():
            return "fen"
        case _:
            return "thousandths"


def _prices(good: Good) -> list[tuple[GoodSku, int, int]]:
    """Its SKUs of which both the price and the least is known. One whose list price is below its own floor
    is the catalogue's matter."""
    return [
        (sku, sku.price_fen, sku.least_fen)
        for sku in good.skus
        if sku.price_fen is not None and sku.least_fen is not None and sku.price_fen >= sku.least_fen
    ]


def _instants(shelf: Shelf, since: datetime, until: datetime) -> list[datetime]:
    """When a period begins, and when another rule begins or ends to act within it."""
    starts = {one.starts_at for one in shelf.offers} | {one.starts_at for one in shelf.coupons}
    starts |= {one.usable_from for one in shelf.events} | {one.usable_until for one in shelf.events}
    return [since, *sorted(one for one in starts if since < one < until)]


def _stack(good: Good, moment: _Moment) -> Stack:
    live = [one for one in moment.offers if holds(one.scope, good.item, good.category)]
    items = tuple(one for one in live if one.level is Level.ITEM)
    dearest = max([moment.dearest(one) for one in items if isinstance(one.tool, PiecesFor)], default=0)
    coupons = tuple(one for one in moment.coupons if holds(one.scope, good.item, good.category))
    shops = tuple(moment.shop_offer(one) for one in live if one.level is Level.SHOP and takes_money(one))
    event = moment.event
    bars = {one.bars & {Level.SHOP, Level.COUPON} for one in moment.offers}
    levels = Levels(
        shops=shops,
        coupons=coupons,
        group=_group(good, moment),
        face_fen=event.face_fen if event is not None else 0,
        most_fen=event.most_fen if event is not None else None,
        only_coupons={Level.SHOP} in bars,
        no_coupons={Level.COUPON} in bars,
        several_items=sum(one.kind is CouponKind.ITEM for one in moment.coupons) > 1,
        fine=moment.fine,
    )
    return Stack(items, levels, dearest)


def _group(good: Good, moment: _Moment) -> TierGroup | None:
    if moment.event is None or good.category is None:
        return None
    return moment.event.groups.get((moment.shop, good.category))
