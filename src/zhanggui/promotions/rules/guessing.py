"""What nobody says, taken from what is said."""

from __future__ import annotations

from collections.abc import Sequence

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart
from zhanggui.promotions.rules.event import VoucherEvent
from zhanggui.promotions.rules.refunds import Refund, refunded

_MOST_TRIED = 100


def pieces_of(
    fen: int,
    cart: Cart,
    quote: Quote,
    before: Sequence[Refund],
    line: str,
    *,
    event: VoucherEvent | None = None,
) -> int:
    """How many pieces of a line, refunded after `before`, pay back exactly so much, with or without the
    postage that the last of an order brings along; the fewest. All that are left, where it is as much as they
    pay back or more; 0 where it is less, and no number's (or none of the first hundred's): money only."""
    bought = {one.key: one.quantity for one in cart.lines}[line]
    left = bought - sum(one.pieces or 0 for one in before if one.line == line)
    at = max((one.at for one in before), default=quote.at)
    first = refunded(cart, quote, before, coupon_ends={}, event=event)
    goods = 0
    tried: list[int] = [*range(1, min(left, _MOST_TRIED) + 1), left]
    for pieces in tried:
        then = refunded(cart, quote, (*before, Refund(line, at, pieces)), coupon_ends={}, event=event)
        goods = then.by_line[line] - first.by_line[line]
        if fen in {goods, then.total_fen - first.total_fen}:
            return pieces
    return left if fen >= goods else 0
