"""The marketplace's lowest price (活动最低价): what a shop promised that an item would not cost less than, or
must not have sold it below. Vouchers are not counted (144), nor is postage; everything else is (*chosen*)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from zhanggui.promotions.rules.account import Quote, QuotedLine
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.offers import Coupon, HeldCoupon, Level, Offer
from zhanggui.promotions.rules.pricing import Book


class Undercut(NamedTuple):
    """A line on which a piece costs less than the price to hold."""

    line: str
    item: str
    piece_fen: int
    lowest_fen: int


def before_vouchers_fen(line: QuotedLine) -> int:
    """What a line comes to before the marketplace's vouchers."""
    return line.final_fen + sum([cut.fen for cut in line.deductions if cut.level is Level.VOUCHER])


def undercuts(cart: Cart, quote: Quote, lowest: Mapping[str, int]) -> list[Undercut]:
    """`lowest`: by item, fen of one piece. Pieces of a line count as equal, a part of a fen is dropped
    (*chosen*)."""
    found = []
    bought = {line.key: line for line in cart.lines}
    for quoted in quote.lines:
        line = bought[quoted.key]
        piece = before_vouchers_fen(quoted) // line.quantity
        if piece < lowest.get(line.item, 0):
            found.append(Undercut(line.key, line.item, piece, lowest[line.item]))
    return found


# ---- within a period ----


class Sold(NamedTuple):
    """A past order's line: what it came to before the marketplace's vouchers, as far as anybody knows."""

    fen: int
    pieces: int
    at: datetime


class Price(NamedTuple):
    """A piece's price at an instant: by the shop's own offers (`sold` false), or as it was sold."""

    fen: int
    at: datetime
    sold: bool


class Pledge(NamedTuple):
    """Whether a planned price is the lowest of a period; `lowest` is what it is held against."""

    is_kept: bool
    lowest: Price | None
    planned_fen: int

    @property
    def over_fen(self) -> int:
        """How far it would have to fall to be kept."""
        return 0 if self.is_kept or self.lowest is None else self.planned_fen - self.lowest.fen


def offered_prices(
    line: CartLine, offers: Sequence[Offer], coupons: Iterable[Coupon], since: datetime, until: datetime
) -> Iterator[Price]:
    """What one piece of `line` cost in [since, until) by the offers, at each instant at which that changed.
    Coupons of the shop count, to whoever held one of each (*chosen*)."""
    held = [HeldCoupon(coupon) for coupon in coupons]
    spans = [(offer.starts_at, offer.ends_at) for offer in offers]
    spans += [(one.coupon.starts_at, one.coupon.ends_at) for one in held]
    edges = {since, *(at for span in spans for at in span if since <= at < until)}
    book, purse, cart = Book(offers), Purse(tuple(held)), Cart((line,))
    for at in sorted(edges):
        yield Price(
            before_vouchers_fen(book.quote(cart, purse, at).lines[0]) // line.quantity, at, sold=False
        )


def sold_prices(sold: Iterable[Sold], since: datetime, until: datetime) -> Iterator[Price]:
    """What a piece was sold at; a part of a fen is dropped (*chosen*)."""
    for one in sold:
        if since <= one.at < until and one.pieces > 0:
            yield Price(one.fen // one.pieces, one.at, sold=True)


def lowest_of(prices: Iterable[Price]) -> Price | None:
    """Of equals the latest."""
    return min(prices, key=lambda price: (price.fen, -price.at.timestamp()), default=None)


def pledge(planned_fen: int, prices: Iterable[Price], days: int, at: datetime) -> Pledge:
    """Whether a price at an instant keeps the promise "the lowest in so many days": nothing in the days
    before it was cheaper. The same price keeps it (*chosen*)."""
    since = at - timedelta(days=days)
    lowest = lowest_of(price for price in prices if since <= price.at < at)
    return Pledge(lowest is None or planned_fen <= lowest.fen, lowest, planned_fen)
