"""The lowest price of one piece: in the worst cart that a buyer can fill, at one instant.

The cart holds the piece and whatever else brings it exactly to a threshold. Between two thresholds what is
taken off stays the same and its part of the piece falls, so that only thresholds need to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.item_level import at_rate
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    ItemTool,
    Less,
    NthAt,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class Levels:
    """What acts on a whole cart at one instant."""

    shops: tuple[Tiers, ...]
    coupons: tuple[Coupon, ...]
    group: TierGroup | None
    face_fen: int
    most_fen: int | None


@dataclass(frozen=True, slots=True)
class Stack:
    """What acts on a piece at one instant. `dearest_fen`: of what may stand in a group with it."""

    items: tuple[ItemTool, ...]
    levels: Levels
    dearest_fen: int


def worst_price(stack: Stack, price_fen: int, sku: str | None, least_fen: int) -> int | None:
    """In fen, rounded up (the share of a piece may differ by one, and one fen is no loss); null: at least
    `least_fen`."""
    prices = [price_fen, *(_unit(tool, price_fen, sku, stack.dearest_fen) for tool in stack.items)]
    unit = max(0, min(prices))
    if unit * _least_part(stack.levels) >= least_fen:
        return None
    found = -int(-unit * min(_left(stack.levels, Fraction(unit)), default=Fraction(1)) // 1)
    return found if found < least_fen else None


@lru_cache(maxsize=1_000)
def _least_part(levels: Levels) -> Fraction:
    """What is left of the cheapest piece that there could be: no dearer one keeps less."""
    return min(_left(levels, Fraction(1)))


def _unit(tool: ItemTool, price: int, sku: str | None, dearest: int) -> int:
    """A piece in the cart that is worst under this tool."""
    if isinstance(tool, SpecialPrice):
        return tool.fen if sku is None else tool.by_sku.get(sku, tool.fen)
    if isinstance(tool, Less):
        return price - tool.fen
    if isinstance(tool, Rate):
        return at_rate(price, tool.thousandths)
    if isinstance(tool, ByPieces):
        return at_rate(price, tool.steps[-1][1])
    return _of_group(tool, price, dearest)


def _of_group(tool: NthAt | PiecesFor | PayFewer, price: int, dearest: int) -> int:
    """Groups of equal pieces are the worst, and of those for one price the one with the dearest others."""
    if isinstance(tool, NthAt):
        return price - (price - at_rate(price, tool.thousandths)) // tool.nth
    if isinstance(tool, PayFewer):
        return price * tool.paid // tool.pieces
    others = (tool.pieces - 1) * max(price, dearest)
    return min(price, price * tool.fen // (price + others))


@dataclass(frozen=True, slots=True)
class Reached:
    """What the shop level takes off carts of [start, until]: all but `kept` of them, and `less`."""

    start: Fraction
    until: Fraction | None = None
    kept: Fraction = Fraction(1)
    less: Fraction = Fraction(0)


Pair = tuple[Coupon | None, Coupon | None]


def _left(levels: Levels, unit: Fraction) -> Iterator[Fraction]:
    """What part of its price is left of the piece in each cart that might be the worst."""
    pairs: list[Pair] = [
        (shop, item)
        for shop in (None, *(one for one in levels.coupons if one.kind is not CouponKind.ITEM))
        for item in (None, *(one for one in levels.coupons if one.kind is CouponKind.ITEM))
    ]
    for reached in _shop_level(levels.shops, unit):
        for pair in pairs:
            for amount in _amounts(reached, pair, levels):
                rest = _rest(amount, reached, pair, levels)
                if rest is not None:
                    yield rest / amount


def _shop_level(tools: Sequence[Tiers], unit: Fraction) -> Iterator[Reached]:
    """One offer takes money off a line; of that each tier. What counts every time is taken as a part of the
    cart, which is at most one step too careful (*chosen*)."""
    yield Reached(unit)
    for tool in tools:
        for tier in tool.tiers:
            amount = max(Fraction(tier.from_fen), unit * max(1, tier.from_pieces))
            if not tool.every:
                kept, less = Fraction(tier.thousandths, 1000), Fraction(tier.less_fen)
                yield Reached(amount, kept=kept, less=less)
                continue
            step = Fraction(tier.from_fen) if tier.from_fen else unit * tier.from_pieces
            most = None if tool.times is None else step * tool.times
            if most is None or amount <= most:
                yield Reached(amount, most, max(Fraction(0), 1 - tier.less_fen / step))
            if tool.times is not None and most is not None:
                yield Reached(max(amount, most), less=Fraction(tier.less_fen * tool.times))


def _amounts(reached: Reached, pair: Pair, levels: Levels) -> Iterator[Fraction]:
    """The cart's amounts at which something begins to act: what reaches each threshold exactly."""
    if not reached.kept:
        yield reached.start
        return
    taken = reached.less
    found = [reached.start]
    for coupon in pair:
        if coupon is not None:
            found.append((coupon.threshold_fen + taken) / reached.kept)
            taken += coupon.value_fen
    group = levels.group
    for tier in group.tiers if group else ():
        found.append((tier.threshold_fen + taken) / reached.kept)
        if group and group.repeating:
            begins = max(found) * reached.kept - taken
            times = max(1, -int(-begins // tier.threshold_fen))
            found.append((times * tier.threshold_fen + taken) / reached.kept)
    for amount in found:
        if amount >= reached.start and (reached.until is None or amount <= reached.until):
            yield amount


def _rest(amount: Fraction, reached: Reached, pair: Pair, levels: Levels) -> Fraction | None:
    rest = max(Fraction(0), amount * reached.kept - reached.less)
    for coupon in pair:
        if coupon is not None:
            if rest < coupon.threshold_fen:
                return None
            rest = max(Fraction(0), rest - coupon.value_fen)
    return max(Fraction(0), rest - _voucher(levels, rest))


def _voucher(levels: Levels, amount: Fraction) -> int:
    group = levels.group
    if group is None:
        return 0
    if group.repeating:
        tier = group.tiers[0]
        vouchers = int(amount // tier.threshold_fen) * tier.vouchers
    else:
        vouchers = max([tier.vouchers for tier in group.tiers if amount >= tier.threshold_fen], default=0)
    fen = vouchers * levels.face_fen
    return fen if levels.most_fen is None else min(fen, levels.most_fen)
