"""Which coupons cost the buyer least together with the vouchers that they leave possible. Exact."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from zhanggui.promotions.rules.coupons import Combination, Usable, alone, combinations, taken
from zhanggui.promotions.rules.offers import CouponKind
from zhanggui.promotions.rules.table import Table
from zhanggui.promotions.rules.voucher_level import Vouchers

MOST_TRIED = 4096  # of hostile purses; ten coupons in one shop are 1,024 choices


class Option(NamedTuple):
    """What one shop's combination saves, and what it takes off which place."""

    saved_fen: int
    combination: Combination
    cuts: tuple[tuple[int, int], ...]


def best_coupons(table: Table, found: Sequence[Usable], vouchers: Vouchers) -> Combination:
    """The combination with the smallest sum to pay; of equals the one with the fewest coupons (they keep for
    another day), then the one whose keys come first."""
    if not found:
        return ()
    simple = None if vouchers.act else alone(table, found)
    if simple is not None:
        return simple
    shops = [_options(table, choices) for choices in combinations(found)]
    if not vouchers.act:
        return sum([options[0].combination for options in shops], ())
    return _with_vouchers(table, shops, vouchers)


def _options(table: Table, choices: Sequence[Combination]) -> list[Option]:
    """A shop's combinations of which every coupon takes something off, those that save most first. Each but
    the empty one comes after the same without its last coupon, and goes on from there."""
    before = table.left
    states: dict[tuple[int, ...], _State] = {(): _State(before, 0, frozenset())}
    options = []
    for combination in choices:
        name = tuple([id(one) for one in combination])
        if combination:
            known = states.get(name[:-1])
            state = None if known is None else _further(known, combination[-1])
            if state is None:
                continue
            states[name] = state
        left, saved, _ = states[name]
        cuts = tuple(
            [
                (place, was - fen)
                for place, (was, fen) in enumerate(zip(before, left, strict=True))
                if was != fen
            ]
        )
        options.append(Option(saved, combination, cuts))
    return sorted(options, key=lambda option: (-option.saved_fen, *_modesty(option.combination)))


class _State(NamedTuple):
    """What some coupons leave of the lines, what they save, and which lines have an item's coupon."""

    left: list[int]
    saved_fen: int
    held: frozenset[int]


def _further(state: _State, one: Usable) -> _State | None:
    """One coupon more; none when it takes nothing off."""
    is_item = one.coupon.kind is CouponKind.ITEM
    if is_item and state.held:
        one = Usable(one.coupon, [place for place in one.places if place not in state.held])
    left = state.left.copy()
    does, _ = taken(left, (one,))
    if not does:
        return None
    held = state.held.union(one.places) if is_item else state.held
    return _State(left, state.saved_fen + sum(does[0].cuts), held)


def _modesty(combination: Combination) -> tuple[int, tuple[str, ...]]:
    return len(combination), tuple(sorted([one.coupon.key for one in combination]))


def _with_vouchers(table: Table, shops: list[list[Option]], vouchers: Vouchers) -> Combination:
    """Choices by what the coupons alone save, largest first, until none that is left could reach the best
    with all the vouchers that there could be."""
    most = vouchers.at_most(vouchers.plan(table.left))
    start = (0,) * len(shops)
    waiting = [(-sum([options[0].saved_fen for options in shops]), start)]
    heapify(waiting)
    seen = {start}
    best: tuple[int, tuple[int, tuple[str, ...]], Combination] | None = None
    tried = 0
    while waiting and tried < MOST_TRIED:
        minus, chosen = heappop(waiting)
        if best is not None and -minus + most < -best[0]:
            break
        tried += 1
        options = [shop[one] for shop, one in zip(shops, chosen, strict=True)]
        left = table.left.copy()
        for option in options:
            for place, fen in option.cuts:
                left[place] -= fen
        saved = -minus + vouchers.fen(left)
        combination: Combination = sum([option.combination for option in options], ())
        found = (-saved, _modesty(combination), combination)
        if best is None or found[:2] < best[:2]:
            best = found
        for shop, one in enumerate(chosen):
            following = (*chosen[:shop], one + 1, *chosen[shop + 1 :])
            if one + 1 < len(shops[shop]) and following not in seen:
                seen.add(following)
                heappush(
                    waiting, (minus + shops[shop][one].saved_fen - shops[shop][one + 1].saved_fen, following)
                )
    return best[2] if best is not None else ()
