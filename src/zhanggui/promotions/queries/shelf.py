"""What the shop sells and offers, as a review looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from zhanggui.catalog.queries import ItemCard, SkuCard, all_items
from zhanggui.promotions.queries.kept import coupon_cards, event_cards, offer_cards
from zhanggui.promotions.queries.pricing import voucher_event
from zhanggui.promotions.rules.review import Good, GoodSku, Shelf


def sku_key(sku: SkuCard) -> str | None:
    """How carts and offers name a SKU: by the shop's own code, else the platform's number, else by what
    tells it apart; the only one of an item by nothing."""
    return sku.outer_id or sku.number or sku.properties or None


def goods_of(shop_id: int) -> list[Good]:
    return [_good(item, skus) for item, skus in all_items(shop_id)]


def shelf_of(
    shop_id: int, *, but_offer: int | None = None, goods: Sequence[Good] | None = None, at: datetime
) -> Shelf:
    """The shop's goods (read, unless they are given), and what it offers from now on, without the offer that
    is to be replaced."""
    coupons = coupon_cards(shop_id, alive_at=at)
    return Shelf(
        goods=goods_of(shop_id) if goods is None else goods,
        offers=[card.offer for card in offer_cards(shop_id, alive_at=at) if card.id != but_offer],
        coupons=[card.coupon for card in coupons if card.ended_at is None or card.received > card.used],
        events=[voucher_event(card) for card in event_cards(shop_id) if card.usable_until > at],
    )


def _good(item: ItemCard, skus: Iterable[SkuCard]) -> Good:
    return Good(item.number, item.name, item.category or None, tuple(_skus(item, skus)))


def _skus(item: ItemCard, skus: Iterable[SkuCard]) -> Iterator[GoodSku]:
    """An item's SKUs, or the item itself; where one has no price of its own its item's holds."""
    none = True
    for sku in skus:
        none = False
        floor = item.floor_fen if sku.floor_fen is None else sku.floor_fen
        cost = item.cost_fen if sku.cost_fen is None else sku.cost_fen
        price = item.price_fen if sku.price_fen is None else sku.price_fen
        yield GoodSku(sku_key(sku), sku.kind, price, cost if floor is None else floor)
    if none:
        least = item.cost_fen if item.floor_fen is None else item.floor_fen
        yield GoodSku(None, "", item.price_fen, least)
