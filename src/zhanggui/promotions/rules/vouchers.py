"""How many vouchers of a marketplace event a cart uses, exactly, and who gets what of them.

The rules are numbered as in the source's 18 questions. What the source leaves open is *chosen*: the highest
tier reached counts; lines of one group count together over categories too; 30 vouchers an order is an amount;
among the largest totals the pool with the larger amount takes more, then the one whose first line is earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.event import TierGroup, VoucherEvent
from zhanggui.promotions.rules.voucher_search import Claim, Meter, best_counts, split

Amounts = Sequence[int] | Mapping[int, int]  # fen by place


class Eligible(NamedTuple):
    """A line of the cart, by its place, that counts for a pool: what the levels before left of it."""

    place: int
    shop: str
    group: TierGroup
    fen: int


class PoolPlan(NamedTuple):
    """`cuts`: (place, fen) for every line of the pool, zero included; `by_shop` sums them by order.
    `allowed`: what the pool's tier allows, whatever the buyer holds."""

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


def allowed(group: TierGroup, amount_fen: int) -> int:
    """How many vouchers a pool of this amount may use (rule 4): of the highest tier that it reaches."""
    if group.repeating:
        tier = group.tiers[0]
        return amount_fen // tier.threshold_fen * tier.vouchers
    for tier in reversed(group.tiers):
        if amount_fen >= tier.threshold_fen:
            return tier.vouchers
    return 0


def plan(lines: Sequence[Eligible], event: VoucherEvent, held: int | None) -> tuple[PoolPlan, ...]:
    """The largest total deduction; pools in the order of their first lines. `held` null: without end.

    "First" and "earlier" go by the order in which the lines are given.
    """
    return Pools(lines, event, held).plan({line.place: line.fen for line in lines})


class Pools:
    """The pools of a cart, prepared to be planned as often as something changes what is left of its lines.
    `left`: by place; what the lines themselves say is not asked."""

    def __init__(self, lines: Sequence[Eligible], event: VoucherEvent, held: int | None) -> None:
        self.face, self.cap, self.held = event.face_fen, event.most_fen, held
        self.meter = Meter()
        pools: dict[TierGroup, _Pool] = {}
        for line in lines:
            pool = pools.get(line.group)
            if pool is None:
                pool = pools[line.group] = _Pool(line.group)
            pool.add(line)
        self.pools = list(pools.values())

    def plan(self, left: Amounts) -> tuple[PoolPlan, ...]:
        """What each pool uses, and who gets what of it."""
        sums = self._sums(left)
        counts = self._counts(left, sums, self._most(sums))
        return tuple(
            [
                self._planned(pool, left, amount, count)
                for pool, amount, count in zip(self.pools, sums, counts, strict=True)
            ]
        )

    def fen(self, left: Amounts) -> int:
        """What the plan takes off in all: many times quicker than the plan where no order has too much."""
        sums = self._sums(left)
        most = self._most(sums)
        wanted = sum(most) if self.held is None else min(self.held, sum(most))
        if self.cap is None or wanted * self.face <= self.cap:
            return wanted * self.face
        return sum(self._counts(left, sums, most)) * self.face

    def _sums(self, left: Amounts) -> list[int]:
        return [sum([left[place] for place in pool.places]) for pool in self.pools]

    def _most(self, sums: list[int]) -> list[int]:
        face = self.face
        return [
            min(allowed(pool.group, amount), amount // face)
            for pool, amount in zip(self.pools, sums, strict=True)
        ]

    def _counts(self, left: Amounts, sums: list[int], most: list[int]) -> list[int]:
        wanted, held, cap = sum(most), self.held, self.cap
        if (held is None or wanted <= held) and (cap is None or wanted * self.face <= cap):
            return most
        # Only now it matters which of the pools goes first.
        order = sorted(range(len(sums)), key=lambda number: -sums[number])
        claims = [Claim(self.pools[number].amounts(left), most[number]) for number in order]
        counts = [0] * len(most)
        for number, count in zip(order, best_counts(claims, self.face, cap, held, self.meter), strict=True):
            counts[number] = count
        return counts

    def _planned(self, pool: _Pool, left: Amounts, amount: int, count: int) -> PoolPlan:
        by_shop = split(count * self.face, pool.amounts(left))
        cuts: list[tuple[int, int]] = []
        for shop, fen in by_shop.items():
            cuts += _over_lines(fen, pool.shops[shop], left)
        return PoolPlan(
            pool.group,
            tuple(pool.places),
            amount,
            allowed(pool.group, amount),
            count,
            tuple(_in_order(cuts, pool.places) if len(by_shop) > 1 else cuts),
            tuple(by_shop.items()),
        )


def _over_lines(fen: int, places: list[int], left: Amounts) -> list[tuple[int, int]]:
    if len(places) == 1:
        return [(places[0], fen)]
    if not fen:
        return [(place, 0) for place in places]
    return list(zip(places, shares(fen, [left[place] for place in places]), strict=True))


def _in_order(cuts: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
    by_place = dict(cuts)
    return [(place, by_place[place]) for place in places]
