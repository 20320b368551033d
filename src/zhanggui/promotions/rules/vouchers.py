"""How many vouchers of a marketplace event a cart uses, exactly, and who gets what of them.

The rules are numbered as in the source's 18 questions. What the source leaves open is *chosen*, in the fine
print of the event: the highest tier reached counts; lines of one group count together over categories too;
30 vouchers an order is an amount; among the largest totals the pool with the larger amount takes more, then
the one whose first line is earlier; fewer vouchers than a tier allows may be used; a spare fen goes to the
earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.event import TierGroup, VoucherEvent
from zhanggui.promotions.rules.fine_print import (
    AS_CHOSEN,
    FewerVouchers,
    OrderLimit,
    SpareFen,
    TieBetweenPools,
    TiersReached,
)
from zhanggui.promotions.rules.voucher_search import Claim, Meter, best_counts, split
from zhanggui.promotions.rules.voucher_steps import best_steps

Amounts = Sequence[int] | Mapping[int, int]  # fen by place


class Eligible(NamedTuple):
    """A line of the cart, by its place, that counts for a pool: what the levels before left of it. `apart`:
    only lines that say the same count together. Against tiers counts what is left of it, or `counts_fen`
    whatever that is, and `beside_fen` with it."""

    place: int
    shop: str
    group: TierGroup
    fen: int
    apart: str = ""
    counts_fen: int | None = None
    beside_fen: int = 0


class PoolPlan(NamedTuple):
    """`cuts`: (place, fen) for every line of the pool, zero included; `by_shop` sums them by order.
    `amount_fen`: what is held against its tiers. `allowed`: what the pool's tier allows, whatever the buyer
    holds."""

    group: TierGroup
    places: tuple[int, ...]
    amount_fen: int
    allowed: int
    vouchers: int
    cuts: tuple[tuple[int, int], ...]
    by_shop: tuple[tuple[str, int], ...]


class _Pool:
    """Places that count together. `shops`: which of them each shop's order has, by its first line."""

    __slots__ = ("group", "places", "shops")

    def __init__(self, group: TierGroup) -> None:
        self.group = group
        self.places: list[int] = []
        self.shops: dict[str, list[int]] = {}

    def add(self, line: Eligible) -> None:
        self.places.append(line.place)
        self.shops.setdefault(line.shop, []).append(line.place)

    def amounts(self, left: Amounts) -> dict[str, int]:
        return {shop: sum([left[place] for place in places]) for shop, places in self.shops.items()}


class _Counting:
    """What of a pool is held against its tiers, where that is not what is left of its lines."""

    __slots__ = ("beside_fen", "fixed")

    def __init__(self) -> None:
        self.fixed: list[int] = []  # the places that count by another amount than what is left of them
        self.beside_fen = 0

    def add(self, line: Eligible) -> None:
        self.beside_fen += line.beside_fen
        if line.counts_fen is not None:
            self.fixed.append(line.place)
            self.beside_fen += line.counts_fen

    def fen(self, amount_fen: int, left: Amounts) -> int:
        """When so much is left of all its lines."""
        return amount_fen - sum([left[place] for place in self.fixed]) + self.beside_fen


def allowed(group: TierGroup, amount_fen: int, counting: TiersReached = TiersReached.HIGHEST) -> int:
    """How many vouchers a pool of this amount may use (rule 4): those of the highest tier that it reaches, or
    of all."""
    if group.repeating:
        tier = group.tiers[0]
        return amount_fen // tier.threshold_fen * tier.vouchers
    if counting is TiersReached.ALL:
        return sum([tier.vouchers for tier in group.tiers if amount_fen >= tier.threshold_fen])
    for tier in reversed(group.tiers):
        if amount_fen >= tier.threshold_fen:
            return tier.vouchers
    return 0


def steps(group: TierGroup, amount_fen: int, most: int, counting: TiersReached) -> list[int]:
    """The numbers up to `most` that one of the reached tiers allows, the largest first, and none."""
    if group.repeating:
        each = group.tiers[0].vouchers
        return list(range(most // each * each, -1, -each))
    reached = [tier.threshold_fen for tier in group.tiers if tier.threshold_fen <= amount_fen]
    numbers = {0, *(allowed(group, fen, counting) for fen in reached)}
    return sorted([number for number in numbers if number <= most], reverse=True)


def plan(lines: Sequence[Eligible], event: VoucherEvent, held: int | None) -> tuple[PoolPlan, ...]:
    """The largest total deduction; pools in the order of their first lines. `held` null: without end.

    "First" and "earlier" go by the order in which the lines are given.
    """
    return Pools(lines, event, held).plan({line.place: line.fen for line in lines})


class Pools:
    """The pools of a cart, prepared to be planned as often as something changes what is left of its lines.
    `left`: by place; what the lines themselves say is not asked."""

    def __init__(self, lines: Sequence[Eligible], event: VoucherEvent, held: int | None) -> None:
        self.face, self.cap, self.held, self.fine = event.face_fen, event.most_fen, held, event.fine
        self.each_whole = self.fine.order_limit is OrderLimit.NUMBER
        if self.each_whole and self.cap is not None:
            self.cap -= self.cap % self.face  # a number of vouchers
        self.meter = Meter()
        self.pools: list[_Pool] = []
        self.counting: list[_Counting] | None = None  # null: what is left of the lines, and nothing else
        pools: dict[tuple[TierGroup, str], _Pool] = {}
        pool: _Pool | None = None
        apart = ""
        for line in lines:
            # Neighbours are mostly of one pool, and a group takes long to be hashed.
            if pool is None or line.group is not pool.group or line.apart != apart:
                apart = line.apart
                name = line.group, apart
                pool = pools.get(name)
                if pool is None:
                    pool = pools[name] = _Pool(line.group)
                    self.pools.append(pool)
            pool.add(line)
        if self.fine is not AS_CHOSEN and not self.fine.counts_what_is_left:
            counting = {name: _Counting() for name in pools}
            for line in lines:
                counting[line.group, line.apart].add(line)
            self.counting = list(counting.values())

    def plan(self, left: Amounts) -> tuple[PoolPlan, ...]:
        """What each pool uses, and who gets what of it."""
        sums = self._sums(left)
        counted = self._counted(left, sums)
        counts = self._counts(left, sums, counted, self._most(sums, counted))
        return tuple(
            [
                self._planned(pool, left, amount, count)
                for pool, amount, count in zip(self.pools, counted, counts, strict=True)
            ]
        )

    def fen(self, left: Amounts) -> int:
        """What the plan takes off in all: many times quicker than the plan where no order has too much."""
        sums = self._sums(left)
        counted = self._counted(left, sums)
        most = self._most(sums, counted)
        wanted = sum(most) if self.held is None else min(self.held, sum(most))
        is_any = self.fine.fewer is FewerVouchers.ALLOWED or wanted == sum(most)
        if is_any and (self.cap is None or wanted * self.face <= self.cap):
            return wanted * self.face
        return sum(self._counts(left, sums, counted, most)) * self.face

    def _sums(self, left: Amounts) -> list[int]:
        return [sum([left[place] for place in pool.places]) for pool in self.pools]

    def _counted(self, left: Amounts, sums: list[int]) -> list[int]:
        if self.counting is None:
            return sums
        return [counting.fen(amount, left) for counting, amount in zip(self.counting, sums, strict=True)]

    def _most(self, sums: list[int], counted: list[int]) -> list[int]:
        """What each pool's tier and what is left of its lines allow."""
        face, counting = self.face, self.fine.tiers_reached
        most = [
            min(allowed(pool.group, amount, counting), left // face)
            for pool, left, amount in zip(self.pools, sums, counted, strict=True)
        ]
        if self.fine.fewer is FewerVouchers.ALLOWED:
            return most
        return [
            steps(pool.group, amount, number, counting)[0]
            for pool, amount, number in zip(self.pools, counted, most, strict=True)
        ]

    def _counts(self, left: Amounts, sums: list[int], counted: list[int], most: list[int]) -> list[int]:
        wanted, held, cap = sum(most), self.held, self.cap
        if (held is None or wanted <= held) and (cap is None or wanted * self.face <= cap):
            return most
        # Only now it matters which of the pools goes first.
        order = list(range(len(sums)))
        if self.fine.tie is TieBetweenPools.LARGER:
            order.sort(key=lambda number: -sums[number])
        claims = [
            Claim(self._amounts(self.pools[number], left), most[number], self.each_whole) for number in order
        ]
        if self.fine.fewer is FewerVouchers.ALLOWED:
            found = best_counts(claims, self.face, cap, held, self.meter)
        else:
            counting = self.fine.tiers_reached
            ways = [
                steps(self.pools[number].group, counted[number], most[number], counting) for number in order
            ]
            found = best_steps(claims, ways, self.face, cap, held, self.meter)
        counts = [0] * len(most)
        for number, count in zip(order, found, strict=True):
            counts[number] = count
        return counts

    def _amounts(self, pool: _Pool, left: Amounts) -> dict[str, int]:
        """Of each shop's order, in the order in which a spare fen is given out."""
        amounts = pool.amounts(left)
        if self.fine.spare_fen is SpareFen.LATER:
            return dict(reversed(amounts.items()))
        return amounts

    def _planned(self, pool: _Pool, left: Amounts, amount: int, count: int) -> PoolPlan:
        by_shop = split(count * self.face, self._amounts(pool, left))
        if self.fine.spare_fen is SpareFen.LATER:
            by_shop = {shop: by_shop[shop] for shop in pool.shops}
        cuts: list[tuple[int, int]] = []
        for shop, fen in by_shop.items():
            cuts += _over_lines(fen, pool.shops[shop], left, self.fine.spare_fen)
        return PoolPlan(
            pool.group,
            tuple(pool.places),
            amount,
            allowed(pool.group, amount, self.fine.tiers_reached),
            count,
            tuple(_in_order(cuts, pool.places) if len(by_shop) > 1 else cuts),
            tuple(by_shop.items()),
        )


def _over_lines(fen: int, places: list[int], left: Amounts, spare: SpareFen) -> list[tuple[int, int]]:
    if len(places) == 1:
        return [(places[0], fen)]
    if not fen:
        return [(place, 0) for place in places]
    if spare is SpareFen.LATER:
        parts = shares(fen, [left[place] for place in reversed(places)])
        return list(zip(places, reversed(parts), strict=True))
    return list(zip(places, shares(fen, [left[place] for place in places]), strict=True))


def _in_order(cuts: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
    by_place = dict(cuts)
    return [(place, by_place[place]) for place in places]
