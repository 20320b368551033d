"""The marketplace's lowest price (活动最低价): what a shop promised that an item would not cost less than, or
must not have sold it below. Vouchers are not counted (144), nor is postage; everything else is (*chosen*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zhanggui.promotions.rules.account import Quote, QuotedLine
from zhanggui.promotions.rules.cart import Cart
from zhanggui.promotions.rules.offers import Level


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
