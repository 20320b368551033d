"""The largest number of vouchers that several pools can use when shops' orders or the buyer's purse bind.

Whole numbers under several limits at once: there is no formula, so it is a search, and it is exact. Pools
go in the order of preference, each from its largest number down, so that the first answer with the largest
total is the right one among equals. What the rest can still bring is bounded from above by linear
programming, whose dual prices are kept: they bound every other state of the same depth for the cost of a sum.
Nothing in a bound relies on the linear program being solved well: any prices bound, bad ones only bound less.

Shares by largest remainder are not monotone: with one voucher more a tiny share may lose a fen. So the search
tries every number that the bounds leave, and asks the true shares each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor
from typing import NamedTuple

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.linear import dual_prices

# Steps of one search for one total. Carts that people fill need a few dozen; a cart made to be hard gets the
# best total that was found by then, the same on every machine.
MOST_STEPS = 3_000
_NEAR = 1e-6  # in vouchers: bounds are reckoned in floating point


class Claim(NamedTuple):
    """A pool: its amount in each shop's order, and the most vouchers that its tier and its amount allow."""

    amounts: Mapping[str, int]
    most: int


def split(fen: int, amounts: Mapping[str, int]) -> dict[str, int]:
    """Fen over shops' orders by largest remainder, ties to the earlier."""
    if len(amounts) == 1:
        return dict.fromkeys(amounts, fen)
    if not fen:
        return dict.fromkeys(amounts, 0)
    return dict(zip(amounts, map(int, shares(fen, list(amounts.values()))), strict=True))


def best_counts(claims: Sequence[Claim], face: int, cap: int | None, held: int | None) -> list[int]:
    """How many vouchers each claim uses: the largest total, and among equals more for the earlier claims.

    `cap`: fen that one shop's order may get; `held`: vouchers that there are. Null: no limit.
    """
    left = sum(claim.most for claim in claims) if held is None else held
    counts = []
    for claim in claims:
        counts.append(min(claim.most, left))
        left -= counts[-1]
    if cap is None or not over_cap(claims, counts, face, cap):
        return counts
    tight = _tight_shops(claims, face, cap)
    parts = _parts(claims, tight)
    for part in parts:
        found = _Search([claims[place] for place in part], tight, face, cap, held).best()
        for place, count in zip(part, found, strict=True):
            counts[place] = count
    if held is None or sum(counts) <= held:
        return counts
    return _Search(claims, tight, face, cap, held).best()


def over_cap(claims: Sequence[Claim], counts: Sequence[int], face: int, cap: int) -> bool:
    taken: dict[str, int] = {}
    for claim, count in zip(claims, counts, strict=True):
        for shop, fen in split(count * face, claim.amounts).items():
            taken[shop] = taken.get(shop, 0) + fen
    return max(taken.values(), default=0) > cap


def _tight_shops(claims: Sequence[Claim], face: int, cap: int) -> list[str]:
    """Shops whose orders could get more than the cap if every claim took its most."""
    taken: dict[str, int] = {}
    for claim in claims:
        whole = sum(claim.amounts.values())
        for shop, amount in claim.amounts.items():
            taken[shop] = taken.get(shop, 0) - (-claim.most * face * amount // whole if whole else 0)
    return [shop for shop, fen in taken.items() if fen > cap]


def _parts(claims: Sequence[Claim], tight: Iterable[str]) -> list[list[int]]:
    """Claims that have to do with each other, because they share a tight shop, directly or by others."""
    wanted = set(tight)
    parts: list[tuple[set[str], list[int]]] = []
    for place, claim in enumerate(claims):
        shops, members = wanted & claim.amounts.keys(), [place]
        apart = []
        for part in parts:
            if part[0] & shops:
                shops |= part[0]
                members = part[1] + members
            else:
                apart.append(part)
        parts = [*apart, (shops, sorted(members))]
    return [members for _, members in parts]


class _Prices(NamedTuple):
    """What the claims of a depth and later can bring at most: by room in each shop, and in any case."""

    by_row: tuple[float, ...]
    constant: float


class _Search:
    """One search over claims that have to do with each other. A row is a tight shop."""

    def __init__(
        self, claims: Sequence[Claim], tight: Sequence[str], face: int, cap: int, held: int | None
    ) -> None:
        self.claims, self.face = claims, face
        self.rows = [shop for shop in tight if any(shop in claim.amounts for claim in claims)]
        self.room = [cap] * len(self.rows)
        self.most = [claim.most for claim in claims]
        self.held = sum(self.most) if held is None else held
        self.weights = [self._weights(claim) for claim in claims]
        # A share may be rounded down by less than a fen: so much more room a bound grants each depth.
        self.grants = [[0.0] * len(self.rows) for _ in range(len(claims) + 1)]
        for depth in range(len(claims) - 1, -1, -1):
            grant = self.grants[depth] = self.grants[depth + 1].copy()
            if len(claims[depth].amounts) > 1:
                for row, _ in self.weights[depth]:
                    grant[row] += 1 / face
        self.prices: list[list[_Prices]] = [[] for _ in range(len(claims) + 1)]
        self.taken: list[dict[int, list[tuple[int, int]]]] = [{} for _ in claims]
        self.counts = [0] * len(claims)
        self.steps = 0

    def _weights(self, claim: Claim) -> list[tuple[int, float]]:
        whole = sum(claim.amounts.values())
        return [
            (row, claim.amounts[shop] / whole)
            for row, shop in enumerate(self.rows)
            if claim.amounts.get(shop)
        ]

    def best(self) -> list[int]:
        """Tries the total that the bound allows, then one less, and so on: the first that is found."""
        total = min(self.held, floor(self._bound(0, self.room) + _NEAR))
        while total > 0:
            self.steps = 0
            if self._fill(0, self.room, total):
                return self.counts
            total -= 1
        return [0] * len(self.claims)

    def _fill(self, depth: int, room: list[int], need: int) -> bool:
        """Whether the claims from `depth` on can use just so many together: then self.counts says how, with
        as many as can be for the earlier."""
        if need == 0:
            self.counts[depth:] = [0] * (len(self.counts) - depth)
            return True
        if depth == len(self.claims):
            return False
        self.steps += 1
        if self.steps > MOST_STEPS:
            return False
        low, count = 0, min(self.most[depth], need)
        used = 0
        while True:
            low, count, used = self._narrowed(depth, room, need, low, count, used)
            if count < low:
                return False
            left = self._after(depth, count, room)
            if left is not None:
                rest = need - count
                if self._may(depth + 1, left, rest) and self._fill(depth + 1, left, rest):
                    self.counts[depth] = count
                    return True
            count -= 1

    def _narrowed(
        self, depth: int, room: list[int], need: int, low: int, high: int, used: int
    ) -> tuple[int, int, int]:
        """The numbers for this claim that its rows and the prices of what follows leave."""
        face, weights = self.face, self.weights[depth]
        for row, weight in weights:
            high = min(high, floor((room[row] + 1) / face / weight + _NEAR))
        prices = self.prices[depth + 1]
        for by_row, constant in prices[used:]:
            base = (
                constant + sum([price * fen for price, fen in zip(by_row, room, strict=True) if price]) / face
            )
            slope = 1.0
            for row, weight in weights:
                slope -= by_row[row] * weight
                base += by_row[row] / face
            wanted = need - base - _NEAR
            if slope > _NEAR:
                low = max(low, ceil(wanted / slope - _NEAR))
            elif slope < -_NEAR:
                high = min(high, floor(wanted / slope + _NEAR))
            elif wanted > abs(slope) * high:
                return low, -1, len(prices)
        return low, high, len(prices)

    def _after(self, depth: int, count: int, room: list[int]) -> list[int] | None:
        """The room that is left when a claim takes so many; none when a row has not as much."""
        known = self.taken[depth]
        taken = known.get(count)
        if taken is None:
            by_shop = split(count * self.face, self.claims[depth].amounts)
            taken = known[count] = [(row, by_shop[self.rows[row]]) for row, _ in self.weights[depth]]
        left = room.copy()
        for row, fen in taken:
            left[row] -= fen
            if left[row] < 0:
                return None
        return left

    def _may(self, depth: int, room: list[int], need: int) -> bool:
        """Whether the bounds allow the claims from `depth` on to use so many."""
        if need == 0 or depth == len(self.claims):
            return need == 0
        if sum(self.most[depth:]) < need:
            return False
        for by_row, constant in self.prices[depth]:
            worth = sum([price * fen for price, fen in zip(by_row, room, strict=True) if price])
            if constant + worth / self.face < need - _NEAR:
                return False
        if depth == len(self.claims) - 1:
            return True  # it tries its numbers at once
        return self._bound(depth, room) >= need - _NEAR

    def _bound(self, depth: int, room: list[int]) -> float:
        """The bound by linear programming; its prices are kept for other states of this depth."""
        grant, weights, most = self.grants[depth], self.weights[depth:], self.most[depth:]
        limits = [fen / self.face + more for fen, more in zip(room, grant, strict=True)]
        by_row = dual_prices(weights, most, limits)
        constant = sum([price * more for price, more in zip(by_row, grant, strict=True)])
        for columns, count in zip(weights, most, strict=True):
            worth = 1.0
            for row, weight in columns:
                worth -= by_row[row] * weight
            if worth > 0:
                constant += worth * count
        self.prices[depth].append(_Prices(tuple(by_row), constant))
        return constant + sum([price * fen for price, fen in zip(by_row, room, strict=True)]) / self.face
