"""Which coupons cost the buyer least together with the vouchers that they leave possible. Exact."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from zhanggui.promotions.rules.coupons import Choice, Combination, Usable, alone, choices
from zhanggui.promotions.rules.table import Table
from zhanggui.promotions.rules.voucher_level import Vouchers

# Of hostile purses; ten coupons in one shop are 1,024 choices. `MOST_SPENT`: cells of voucher searches, about
# a second. What is best of those that were tried is taken then, the same on every machine.
MOST_TRIED = 4096
MOST_SPENT = 1_000_000


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
    shops = [_options(table.left, of_shop) for of_shop in choices(table.left, found, table.fine)]
    if not vouchers.act:
        return sum([options[0].combination for options in shops], ())
    return _with_vouchers(table, shops, vouchers)


def _options(left: list[int], of_shop: Sequence[Choice]) -> list[Option]:
    """A shop's choices, those that save most first."""
    options = []
    for choice in of_shop:
        cuts = [
            (place, before - after)
            for place, (before, after) in enumerate(zip(left, choice.left, strict=True))
        ]
        taken = tuple([cut for cut in cuts if cut[1]])
        options.append(Option(sum(left) - sum(choice.left), choice.combination, taken))
    return sorted(options, key=lambda option: (-option.saved_fen, *_modesty(option.combination)))


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
    while waiting and (best is None or (tried < MOST_TRIED and vouchers.spent < MOST_SPENT)):
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
