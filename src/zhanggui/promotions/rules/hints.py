"""How little more saves how much: "add 12.30 yuan to save 10 more", "one more piece", found by pricing the
cart with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from zhanggui.promotions.rules.account import Applied, NotApplied, Quote, Reason
from zhanggui.promotions.rules.amounts import found_fen
from zhanggui.promotions.rules.cart import MOST_FEN, MOST_LINES, Cart, CartLine
from zhanggui.promotions.rules.event import Purse, TierGroup
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Scope,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.table import is_deposit

# Of what is in scope: nobody adds more than half again; but one piece more anybody might (*chosen*).
REACH_THOUSANDTHS = 500
MOST_HINTS = 8
_MOST_AIMS = 12  # the nearest thresholds
_ANY_ITEM = "+"  # an item that no offer names


class Hint(NamedTuple):
    """Goods of `adds_fen` more, at list price, make the whole cart save `saves_fen` more. They are of `shop`,
    of `category` when that is known, and of `item`, "" being any; `tier` is what `offer` then reaches.
    `adds_pieces`: so many pieces as dear as the cheapest that are there; 0: it is the amount that lacks."""

    offer: str
    name: str
    level: Level
    tier: int
    shop: str
    category: str
    item: str
    adds_fen: int
    saves_fen: int
    lines: tuple[str, ...]  # those in scope
    adds_pieces: int = 0


@dataclass(frozen=True, slots=True)
class _Aim:
    """A threshold that might be reached by more of what `like` is; `is_there` tells whether a quote has."""

    rule: str
    name: str
    level: Level
    tier: int
    like: CartLine
    scope: Scope
    lines: tuple[str, ...]
    amount_fen: int
    lacks_fen: int
    is_there: Callable[[Quote], bool]
    lacks_pieces: int = 0
    pieces: int = 0  # in scope


def hints(
    book: Book, cart: Cart, purse: Purse, at: datetime, *, quoted: Quote | None = None
) -> tuple[Hint, ...]:
    """Those that save most per added fen first. `quoted`: the cart's quote, when it is there already."""
    if len(cart.lines) >= MOST_LINES:
        return ()
    now = quoted if quoted is not None else book.quote(cart, purse, at)
    found: list[Hint] = []
    for aim in _nearest(_aims(book, cart, purse, now)):
        hint = _hint(book, cart, purse, at, now=now, aim=aim)
        if hint is not None:
            found.append(hint)
    found.sort(key=lambda hint: (-Fraction(hint.saves_fen, hint.adds_fen), hint.adds_fen, hint.offer))
    return tuple(found[:MOST_HINTS])


def with_more(cart: Cart, hint: Hint) -> Cart:
    """The cart with goods of exactly what the hint says."""
    return _grown(cart, hint.shop, hint.item, hint.category, hint.adds_fen, hint.adds_pieces or 1)


def _nearest(aims: Iterable[_Aim]) -> list[_Aim]:
    within = [aim for aim in aims if 0 < aim.lacks_fen <= _reach(aim)]
    return sorted(within, key=lambda aim: aim.lacks_fen)[:_MOST_AIMS]


def _reach(aim: _Aim) -> int:
    if aim.lacks_pieces:
        is_near = aim.lacks_pieces <= max(1, aim.pieces * REACH_THOUSANDTHS // 1000)
        return MOST_FEN if is_near else 0
    return min(MOST_FEN, aim.amount_fen * REACH_THOUSANDTHS // 1000)


def _hint(book: Book, cart: Cart, purse: Purse, at: datetime, *, now: Quote, aim: _Aim) -> Hint | None:
    like = aim.like
    item = like.item if aim.scope.items and like.category not in aim.scope.categories else ""
    category = like.category or ""

    def with_more_of(fen: int) -> Quote:
        return book.quote(_grown(cart, like.shop, item, category, fen, aim.lacks_pieces or 1), purse, at)

    adds: int | None = aim.lacks_fen
    if not aim.lacks_pieces:
        adds = _least(lambda fen: aim.is_there(with_more_of(fen)), aim.lacks_fen, _reach(aim))
    elif not aim.is_there(with_more_of(aim.lacks_fen)):
        adds = None
    if adds is None:
        return None
    saves = with_more_of(adds).saved_fen - now.saved_fen
    if saves <= 0:
        return None
    return Hint(
        aim.rule,
        aim.name,
        aim.level,
        aim.tier,
        like.shop,
        category,
        item,
        adds,
        saves,
        aim.lines,
        aim.lacks_pieces,
    )


def _least(is_enough: Callable[[int], bool], fen: int, most: int) -> int | None:
    """Mostly what is missing is enough; where an item's own discount or another level eats of it, more is."""
    if is_enough(fen):
        return fen
    if not is_enough(most):
        return None
    low, high = fen, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _grown(cart: Cart, shop: str, item: str, category: str, fen: int, pieces: int) -> Cart:
    """The cart with so many equal pieces more, for so much together."""
    key = "+" * (max(len(line.key) for line in cart.lines) + 1)  # behind all others
    more = CartLine(key, shop, item or _ANY_ITEM, fen // pieces, pieces, category=category or None)
    return replace(cart, lines=(*cart.lines, more))


# ---- what there is to reach ----


def _aims(book: Book, cart: Cart, purse: Purse, now: Quote) -> Iterator[_Aim]:
    lines = {line.key: line for line in cart.lines if line.presale is None}
    count = [line for line in cart.lines if not is_deposit(line)]
    left = {line.key: line for line in now.lines}
    offers = {offer.key: offer for offer in book.offers}
    coupons = {held.coupon.key: held.coupon for held in purse.coupons}
    for missed in now.not_applied:
        like = _like(missed.lines, lines)
        if missed.reason is Reason.LACKS_PIECES and missed.offer in offers:
            wanted = offers[missed.offer]
            yield from _more_pieces(missed, 0, wanted, missed.lacks, _held(wanted, lines.values()))
        if missed.reason is not Reason.LACKS_FEN or like is None:
            continue
        amount = found_fen(missed.lines, left, missed.level)
        if missed.level is Level.SHOP:
            yield _aim(
                missed,
                0,
                like,
                offers[missed.offer].scope,
                amount,
                missed.lacks,
                _applies(missed.offer, 0, 1),
            )
        elif missed.level is Level.COUPON:
            yield _aim(
                missed,
                0,
                like,
                coupons[missed.offer].scope,
                amount,
                missed.lacks,
                _uses(coupons[missed.offer]),
            )
    for applied in now.applied:
        like = _like(applied.lines, lines)
        offer = offers.get(applied.offer)
        if like is not None and offer is not None and isinstance(offer.tool, Tiers):
            yield from _next_tier(applied, offer, offer.tool, like)
        if offer is not None:
            there = _held(offer, lines.values())
            pieces = sum([line.quantity for line in _held(offer, count)])
            for tier, needed in _next_pieces(offer.tool, applied, pieces):
                yield from _more_pieces(applied, tier, offer, needed - pieces, there)
    yield from _pools(purse, now, lines)


def _aim(
    of: NotApplied | Applied,
    tier: int,
    like: CartLine,
    scope: Scope,
    amount: int,
    lacks: int,
    is_there: Callable[[Quote], bool],
) -> _Aim:
    return _Aim(of.offer, of.name, of.level, tier, like, scope, of.lines, amount, lacks, is_there)


def _held(offer: Offer, lines: Iterable[CartLine]) -> list[CartLine]:
    return [line for line in lines if offer.scope.holds(line)]


def _more_pieces(
    of: NotApplied | Applied, tier: int, offer: Offer, lacks: int, there: list[CartLine]
) -> Iterator[_Aim]:
    """So many pieces more, as dear as the cheapest of those that are there."""
    if not there or lacks <= 0:
        return
    like = min(there, key=lambda line: line.price_fen)
    reaches = _applies(offer.key, tier, 1) if isinstance(offer.tool, Tiers) else _acts(offer.key)
    yield _Aim(
        of.offer,
        of.name,
        of.level,
        tier,
        like,
        offer.scope,
        of.lines,
        sum([line.price_fen * line.quantity for line in there]),
        lacks * like.price_fen,
        reaches,
        lacks_pieces=lacks,
        pieces=sum([line.quantity for line in there]),
    )


def _next_pieces(tool: Tool, applied: Applied, pieces: int) -> list[tuple[int, int]]:
    """The numbers of pieces from which on an offer that acts takes more off, with their tiers."""
    if isinstance(tool, NthAt):
        return [(0, (pieces // tool.nth + 1) * tool.nth)]
    if isinstance(tool, PiecesFor | PayFewer):
        return [(0, (pieces // tool.pieces + 1) * tool.pieces)]
    if isinstance(tool, ByPieces):
        return [(step, needed) for step, (needed, _) in enumerate(tool.steps) if needed > pieces]
    if isinstance(tool, Tiers) and not tool.every:
        return [
            (tier, one.from_pieces)
            for tier, one in enumerate(tool.tiers)
            if tier > applied.tier and one.from_pieces > pieces and not one.from_fen
        ]
    return []


def _next_tier(applied: Applied, offer: Offer, tool: Tiers, like: CartLine) -> Iterator[_Aim]:
    amount = applied.counted_fen
    if tool.every:
        if tool.times is None or applied.times < tool.times:
            lacks = tool.tiers[0].from_fen * (applied.times + 1) - amount
            there = _applies(offer.key, 0, applied.times + 1)
            yield _aim(applied, 0, like, offer.scope, amount, lacks, there)
        return
    for tier in range(applied.tier + 1, len(tool.tiers)):
        lacks = tool.tiers[tier].from_fen - amount  # below zero: it asks for pieces
        yield _aim(applied, tier, like, offer.scope, amount, lacks, _applies(offer.key, tier, 1))


def _pools(purse: Purse, now: Quote, lines: dict[str, CartLine]) -> Iterator[_Aim]:
    event = purse.event
    if event is None:
        return
    for pool in now.pools:
        like = _like(pool.lines, lines)
        group = event.groups.get((like.shop, like.category)) if like is not None and like.category else None
        if like is None or group is None:
            continue
        scope = Scope(like.shop, categories=frozenset((like.category or "",)))
        for tier, threshold in _thresholds(group, pool.amount_fen):
            there = _pooled(pool.lines[0], threshold)
            lacks = threshold - pool.amount_fen
            yield _Aim(
                event.key,
                event.name,
                Level.VOUCHER,
                tier,
                like,
                scope,
                pool.lines,
                pool.amount_fen,
                lacks,
                there,
            )


def _thresholds(group: TierGroup, amount: int) -> list[tuple[int, int]]:
    if group.repeating:
        each = group.tiers[0].threshold_fen
        return [(0, (amount // each + 1) * each)]
    return [(tier, one.threshold_fen) for tier, one in enumerate(group.tiers) if one.threshold_fen > amount]


def _like(keys: tuple[str, ...], lines: dict[str, CartLine]) -> CartLine | None:
    return next((lines[key] for key in keys if key in lines), None)


def _applies(offer: str, tier: int, times: int) -> Callable[[Quote], bool]:
    def is_there(quote: Quote) -> bool:
        return any((one.tier, one.times) >= (tier, times) for one in quote.applied if one.offer == offer)

    return is_there


def _acts(offer: str) -> Callable[[Quote], bool]:
    return lambda quote: any(one.offer == offer for one in quote.applied)


def _uses(coupon: Coupon) -> Callable[[Quote], bool]:
    return lambda quote: coupon.key in quote.coupons


def _pooled(line: str, threshold: int) -> Callable[[Quote], bool]:
    return lambda quote: any(line in pool.lines and pool.amount_fen >= threshold for pool in quote.pools)
