"""The lowest price of one piece: in the worst cart that a buyer can fill, at one instant.

The cart holds the piece and whatever else brings each level exactly to its threshold. What else that is, the
review cannot know: a level may count goods that another does not, that some offer bars from it, or that lie
with another shop. So no cart is built. Of every level is asked how little it can find at least: its
threshold, the piece itself, what a level behind it needs of the same goods, and what one before it left of
them. What it takes off over the least that it can find is the largest part that it takes off the piece.

Left out (*chosen*): goods whose price nobody knows, and presale, whose deposit a cart sets, not an offer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, FinePrint, FirstCoupon, TiersReached
from zhanggui.promotions.rules.item_level import at_rate
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    ItemTool,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class ShopOffer:
    """`cheapest_fen`: of a piece in its scope, which makes up a number of pieces beside the one looked at."""

    offer: Offer
    tool: Tiers
    cheapest_fen: int = 0


@dataclass(frozen=True, slots=True)
class Levels:
    """What acts on a whole cart at one instant. `only_coupons`, `no_coupons`: some offer of the shop bars a
    line from the shop level and not from coupons, or from coupons and not from the shop level."""

    shops: tuple[ShopOffer, ...]
    coupons: tuple[Coupon, ...]
    group: TierGroup | None
    face_fen: int
    most_fen: int | None
    only_coupons: bool = False
    no_coupons: bool = False
    several_items: bool = False  # there are coupons of items besides, of which a line has one
    fine: FinePrint = AS_CHOSEN


@dataclass(frozen=True, slots=True)
class Stack:
    """What acts on a piece at one instant. `dearest_fen`: of what may stand in a group with it."""

    items: tuple[Offer, ...]
    levels: Levels
    dearest_fen: int


def worst_price(stack: Stack, price_fen: int, sku: str | None, least_fen: int) -> int | None:
    """In fen, rounded up (the share of a piece may differ by one at each level, and one fen is no loss);
    null: at least `least_fen`."""
    found = None
    for unit, bars in _units(stack, price_fen, sku):
        if unit * least_part(stack.levels, bars, 0) < least_fen:
            worst = -int(-unit * least_part(stack.levels, bars, unit) // 1)
            if worst < least_fen and (found is None or worst < found):
                found = worst
    return found


def _units(stack: Stack, price: int, sku: str | None) -> Iterator[tuple[int, frozenset[Level]]]:
    """What the item level may leave of a piece, and which levels then take nothing: with no offer, for who
    has had all the pieces, or with one."""
    yield price, frozenset()
    for offer in stack.items:
        yield unit_price(offer, price, sku, stack.dearest_fen), offer.bars


def unit_price(offer: Offer, price: int, sku: str | None, dearest: int) -> int:
    tool = offer.tool
    return price if isinstance(tool, Tiers) else max(0, min(price, _unit(tool, price, sku, dearest)))


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
    return price * tool.fen // max(1, price + others)


# ---- levels over a whole cart ----


@dataclass(frozen=True, slots=True)
class Step:
    """What one offer or coupon does to an amount of [start, until]: it leaves `kept` of it, and `less`."""

    scope: Scope
    level: Level
    start: Fraction
    kept: Fraction = Fraction(1)
    less: Fraction = Fraction(0)
    until: Fraction | None = None
    bars: frozenset[Level] = frozenset()
    of_item: bool = False

    def leaves(self, amount: Fraction) -> Fraction:
        return max(Fraction(0), amount * self.kept - self.less)


@lru_cache(maxsize=4_000)
def least_part(levels: Levels, bars: frozenset[Level], unit: int) -> Fraction:
    """The least part that can be left of a piece which the item level left at `unit`. The dearer, the more:
    at 0 it is what is left of any."""
    parts = [_part(steps, levels, bars, Fraction(unit)) for steps in _ways(levels, bars, unit)]
    return min([part for part in parts if part is not None], default=Fraction(1))


def _ways(levels: Levels, bars: Collection[Level], unit: int) -> Iterator[tuple[Step, ...]]:
    """Every choice of at most one offer of the shop, as many of the shop's coupons as an order may use and
    one of an item, in the order in which they act."""
    shops: list[Step | None] = [None]
    if Level.SHOP not in bars:
        shops += [step for one in levels.shops for step in _shop_steps(one, unit)]
    for shop in shops:
        coupons: Sequence[Step] = ()
        if Level.COUPON not in bars and (shop is None or Level.COUPON not in shop.bars):
            coupons = [_coupon_step(one) for one in levels.coupons]
        for some in _of_the_shop(coupons, levels.fine.shop_coupons):
            for item in (None, *(one for one in coupons if one.of_item)):
                is_last = levels.fine.first_coupon is FirstCoupon.SHOP
                acting = (shop, *some, item) if is_last else (shop, item, *some)
                yield tuple(one for one in acting if one is not None)


def _of_the_shop(coupons: Sequence[Step], most: int) -> Iterator[tuple[Step, ...]]:
    by_worth = sorted((one for one in coupons if not one.of_item), key=lambda one: -one.less)
    for count in range(most + 1):
        yield from combinations(by_worth, count)


def _coupon_step(one: Coupon) -> Step:
    return Step(
        one.scope,
        Level.COUPON,
        Fraction(one.threshold_fen),
        less=Fraction(one.value_fen),
        of_item=one.kind is CouponKind.ITEM,
    )


def _shop_steps(one: ShopOffer, unit: int) -> Iterator[Step]:
    for tier in one.tool.tiers:
        for start, kept, less, until in _taking(one, tier, unit):
            yield Step(one.offer.scope, Level.SHOP, start, kept, less, until, one.offer.bars)


_Taking = tuple[Fraction, Fraction, Fraction, Fraction | None]


def _taking(one: ShopOffer, tier: Tier, unit: int) -> Iterator[_Taking]:
    """What a tier may take off, as (start, kept, less, until). Pieces beside the one are the cheapest."""
    cheapest, whole, none = Fraction(one.cheapest_fen), Fraction(1), Fraction(0)
    alone = max(Fraction(unit), cheapest)
    needed = max(0, tier.from_pieces - 1)
    start = max(Fraction(tier.from_fen), alone + needed * cheapest)
    if tier.thousandths < 1000:
        yield start, Fraction(tier.thousandths, 1000), none, None
    if not tier.less_fen:
        return
    less, times = Fraction(tier.less_fen), one.tool.times
    if not one.tool.every or times == 1:
        yield start, whole, less, None
        return
    # What counts every time takes so much of a step at most, and after its last time no more.
    last = None
    if times is not None:
        pieces = times * tier.from_pieces - 1 if tier.from_pieces else 0
        last = max(Fraction(tier.from_fen) * times, alone + pieces * cheapest)
        yield last, whole, less * times, None
    step = Fraction(tier.from_fen) or cheapest * tier.from_pieces
    of_all = less / step if step else whole
    if last is not None and tier.from_pieces and times is not None:
        of_all = min(of_all, less * times / last) if last else whole
    yield start, max(none, 1 - of_all), none, last


def _part(steps: Sequence[Step], levels: Levels, bars: Collection[Level], unit: Fraction) -> Fraction | None:
    """What is left of a piece when these act one after the other; none: they cannot all."""
    least = [step.start for step in steps]
    for place in range(len(steps) - 1, -1, -1):
        step = steps[place]
        for later in range(place + 1, len(steps)):
            if step.kept and _counts_all(step, steps[later], levels):
                least[place] = max(least[place], (least[later] + step.less) / step.kept)
    part = Fraction(1)
    for place, step in enumerate(steps):
        amount = max(least[place], unit * part)
        if step.until is not None and amount > step.until:
            return None
        left = step.leaves(amount)
        part *= left / amount if amount else Fraction(0)
        for later in range(place + 1, len(steps)):
            if _counts_all(steps[later], step, levels):
                least[later] = max(least[later], left)
            left = max(Fraction(0), left - steps[later].less)
    if Level.VOUCHER in bars or any(Level.VOUCHER in step.bars for step in steps):
        return part
    return part * (1 - _voucher(levels, unit * part))


def _counts_all(one: Step, other: Step, levels: Levels) -> bool:
    """Whether a level finds all that another one does."""
    if one.level is not other.level and (
        levels.only_coupons if one.level is Level.SHOP else levels.no_coupons
    ):
        return False
    return not (one.of_item and levels.several_items) and lies_within(other.scope, one.scope)


def lies_within(inner: Scope, outer: Scope) -> bool:
    """Whether all that one scope can ever hold lies in the other."""
    if inner.shop != outer.shop or not (outer.but <= inner.but or _names_none(inner, outer.but)):
        return False
    if outer.is_whole_shop:
        return True
    return not inner.is_whole_shop and inner.items <= outer.items and inner.categories <= outer.categories


def _names_none(scope: Scope, items: frozenset[str]) -> bool:
    return bool(scope.items) and not scope.categories and not (scope.items - scope.but) & items


def _voucher(levels: Levels, left: Fraction) -> Fraction:
    """The largest part that vouchers take: other shops' goods bring the pool to its threshold, and where more
    counts for it than is left of them, perhaps with nothing."""
    group, fine = levels.group, levels.fine
    if group is None:
        return Fraction(0)
    parts, vouchers = [], 0
    for tier in group.tiers:
        vouchers = tier.vouchers + (vouchers if fine.tiers_reached is TiersReached.ALL else 0)
        found = Fraction(tier.threshold_fen)
        if not fine.counts_what_is_left:
            found = Fraction(0) if group.repeating else left
        elif not group.repeating:
            found = max(found, left)
        parts.append(vouchers * levels.face_fen / found if found else Fraction(1))
    part = min(Fraction(1), *[max(parts)])
    if levels.most_fen is not None and left * part > levels.most_fen:
        part = levels.most_fen / left
    return part
