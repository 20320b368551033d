"""What recent orders would have cost under something that is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanggui.promotions.queries import offers_of, recent_carts, shelf_of, shop_key
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.offers import Coupon, HeldCoupon, Offer
from zhanggui.promotions.rules.pricing import Book

MOST = 5


@dataclass(frozen=True)
class Tried:
    """A cart as it is priced now and as it would be. `number`: of the order; empty for an example."""

    number: str
    goods: str
    list_fen: int
    now_fen: int
    then_fen: int

    @property
    def less_fen(self) -> int:
        return self.now_fen - self.then_fen


@dataclass(frozen=True)
class Trial:
    carts: Sequence[Tried]

    @property
    def are_orders(self) -> bool:
        return any(one.number for one in self.carts)

    @property
    def touched(self) -> int:
        return sum(one.less_fen != 0 for one in self.carts)

    @property
    def less_fen(self) -> int:
        return sum(one.less_fen for one in self.carts)

    @property
    def percent(self) -> float:
        """Of what they cost now."""
        now = sum(one.now_fen for one in self.carts)
        return round(self.less_fen * 100 / now, 1) if now else 0.0


def try_offer(shop_id: int, offer: Offer, at: datetime, *, instead_of: str = "") -> Trial:
    """The shop's newest orders as if they were paid when the offer begins. `instead_of`: the key of the one
    that it is to replace."""
    at = max(at, offer.starts_at)
    kept = [one for one in offers_of(shop_id, alive_at=at) if one.key != instead_of]
    return _tried(shop_id, (Book(kept), Purse()), (Book([*kept, offer]), Purse()), at)


def try_coupon(shop_id: int, coupon: Coupon, at: datetime) -> Trial:
    """As if every buyer held one."""
    at = max(at, coupon.starts_at)
    book = Book(offers_of(shop_id, alive_at=at))
    return _tried(shop_id, (book, Purse()), (book, Purse((HeldCoupon(coupon),))), at)


Priced = tuple[Book, Purse]


def _tried(shop_id: int, before: Priced, after: Priced, at: datetime) -> Trial:
    carts = [(one.order.number, one.order.title, one.cart) for one in recent_carts(shop_id, MOST) if one.cart]
    if not carts:
        carts = _examples(shop_id, at)
    tried = []
    for number, goods, cart in carts:
        now, then = (book.quote(cart, purse, at) for book, purse in (before, after))
        tried.append(Tried(number, goods, now.list_fen, now.total_fen, then.total_fen))
    return Trial(tried)


def _examples(shop_id: int, at: datetime) -> list[tuple[str, str, Cart]]:
    """One, two and three pieces of the shop's first goods, while it has no orders."""
    shop = shop_key(shop_id)
    priced = [
        (good, sku) for good in shelf_of(shop_id, at=at).goods for sku in good.skus[:1] if sku.price_fen
    ]
    return [
        (
            "",
            f"{good.name} × {pieces}",
            Cart((CartLine("1", shop, good.item, sku.price_fen or 0, pieces, sku.sku, good.category),)),
        )
        for pieces, (good, sku) in enumerate(priced[:3], 1)
    ]
