"""A past order priced as it was bought: when it was paid, under the offers that were kept for then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.orders.queries import OrderCard
from zhanggui.promotions.queries.carts import order_carts
from zhanggui.promotions.queries.past import purse_then
from zhanggui.promotions.queries.pricing import book_of
from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.wording import Named


@dataclass(frozen=True)
class PricedOrder:
    """`order` with its details; `titles` of its lines, by their keys in the cart; `named`: what offers,
    coupons and the event are called."""

    order: OrderCard
    cart: Cart
    book: Book
    purse: Purse
    quote: Quote
    at: datetime
    titles: dict[str, str]
    named: Named


def priced_order(order: OrderCard) -> PricedOrder | None:
    """Of one that is not paid as of its ordering. None where its lines are not known well enough."""
    (found,) = order_carts(order.shop_id, [order])
    if found.cart is None:
        return None
    at = order.paid_at or order.created_at
    book = book_of(order.shop_id, alive_at=at)
    purse = purse_then(order.shop_id, order.buyer_id, at, ordered_at=order.created_at)
    details = found.order.details
    told = details.lines if details else ()
    return PricedOrder(
        order=found.order,
        cart=found.cart,
        book=book,
        purse=purse,
        quote=_nearest(book, found.cart, purse, order),
        at=at,
        titles={str(place): line.title or line.code for place, line in enumerate(told, 1)},
        named=Named(
            {one.key: one.name for one in (*book.offers, *((purse.event,) if purse.event else ()))},
            {held.coupon.key: held.coupon for held in purse.coupons},
        ),
    )


def _nearest(book: Book, cart: Cart, purse: Purse, order: OrderCard) -> Quote:
    """Nobody tells which coupons an order used: of none and of the best choice, what is nearer to the
    marketplace's sum (*chosen*)."""
    at = order.paid_at or order.created_at
    best = book.quote(cart, purse, at)
    if not best.coupons or order.total_fen is None:
        return best
    bare = book.quote(cart, purse, at, use=())
    return min(bare, best, key=lambda one: abs((order.total_fen or 0) - one.total_fen))
