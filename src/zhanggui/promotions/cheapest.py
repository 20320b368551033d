"""How low an item's price was of late, and whether what is offered now or planned is lower."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.catalog.queries import ItemCard
from zhanggui.promotions.queries import coupon_cards, offers_of, shop_key
from zhanggui.promotions.rules.cart import CartLine
from zhanggui.promotions.rules.lowest import Pledge, Price, lowest_of, offered_prices, pledge
from zhanggui.promotions.rules.offers import Offer

DAYS = 30  # "the lowest in 30 days" (*chosen*)


@dataclass(frozen=True)
class Planned:
    name: str
    starts_at: datetime
    pledge: Pledge


@dataclass(frozen=True)
class Cheapest:
    """`lowest` of the days before now, by the shop's offers and coupons; `now` against it; what is planned
    for this item, each against the days before it begins."""

    days: int
    lowest: Price
    now: Pledge
    planned: list[Planned]


def cheapest(item: ItemCard, at: datetime, *, price_fen: int | None) -> Cheapest | None:
    """None where nobody has said a price. Past orders are not asked here: a page cannot wait for them."""
    if price_fen is None:
        return None
    line = CartLine("1", shop_key(item.shop_id), item.number, price_fen, category=item.category or None)
    since = at - timedelta(days=DAYS)
    offers = offers_of(item.shop_id, alive_at=since)
    coming = sorted((one for one in offers if one.starts_at > at and one.scope.holds(line)), key=_begin)
    until = max((one.starts_at for one in coming), default=at) + timedelta(seconds=1)
    coupons = [card.coupon for card in coupon_cards(item.shop_id, alive_at=since)]
    prices = list(offered_prices(line, offers, coupons, since, until))
    lowest = lowest_of(price for price in prices if price.at < at) or prices[0]
    return Cheapest(
        days=DAYS,
        lowest=lowest,
        now=pledge(_at(prices, at).fen, prices, DAYS, at),
        planned=[
            Planned(
                one.name, one.starts_at, pledge(_at(prices, one.starts_at).fen, prices, DAYS, one.starts_at)
            )
            for one in coming
        ],
    )


def _begin(offer: Offer) -> datetime:
    return offer.starts_at


def _at(prices: list[Price], at: datetime) -> Price:
    """What holds at an instant: the last that began."""
    return [price for price in prices if price.at <= at][-1]
