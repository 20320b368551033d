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
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import NamedTuple

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.linear import dual_prices

# Work of one plan, in cells of tableaus: some tenths of a second. Carts that people fill need a thousandth
# of it. One that was made to be hard (20 orders all at their limit, through 20 pools, and no end of vouchers)
# gets a total that is not proved to be the largest, the same on every machine: found by halving between what
# greed takes and the bound, with a little more work for each try.
MOST_WORK = 300_000
MORE_WORK = 20_000
_SPLITTING = 16  # cells: what it costs to give one order its share
MOST_PRICES = 24  # kept for each depth, the latest
_NEAR = 1e-6  # in vouchers: bounds are reckoned in floating point


class Claim(NamedTuple):
    """A pool: its amount in each shop's order, and the most vouchers that its tier and its amount allow.
    `each_whole`: a shop's order is charged with all that the pool takes, not with its share."""

    amounts: Mapping[str, int]
    most: int
    each_whole: bool = False

    def charged(self, fen: int) -> dict[str, int]:
        """What counts against the limit of each shop's order when the pool takes so much."""
        if self.each_whole:
            return {shop: fen if amount else 0 for shop, amount in self.amounts.items()}
        return split(fen, self.amounts)


def split(fen: int, amounts: Mapping[str, int]) -> dict[str, int]:
    """Fen over shops' orders by largest remainder, ties to the earlier."""
    if len(amounts) == 1:
        return dict.fromkeys(amounts, fen)
    if not fen:
        return dict.fromkeys(amounts, 0)
    return dict(zip(amounts, map(int, shares(fen, list(amounts.values()))), strict=True))


@dataclass
class Meter:
    """What searching has cost so far, in cells: who searches often stops when it is too much."""

    spent: int = 0


def best_counts(
    claims: Sequence[Claim], face: int, cap: int | None, held: int | None, meter: Meter | None = None
) -> list[int]:
    """How many vouchers each claim uses: the largest total, and among equals more for the earlier claims.

    `cap`: fen that one shop's order may get; `held`: vouchers that there are. Null: no limit.
    """
    meter = meter or Meter()
    meter.spent += _SPLITTING * sum([len(claim.amounts) for claim in claims])
    left = sum(claim.most for claim in claims) if held is None else held
    counts = []
    for claim in claims:
        counts.append(min(claim.most, left))
        left -= counts[-1]
    if cap is None or not over_cap(claims, counts, face, cap):
        return counts
    tight = _tight_shops(claims, face, cap)
    apart = _parts(claims, tight)
    parts = [
        (part, _Search([claims[place] for place in part], tight, face, cap, held, meter, len(apart)))
        for part in apart
    ]
    brings = []
    for part, search in parts:
        found = search.best()
        brings.append(sum(found))
        for place, count in zip(part, found, strict=True):
            counts[place] = count
    if held is None or sum(brings) <= held:
        return counts
    return _shared_out(parts, brings, held) or _Search(claims, tight, face, cap, held, meter).best()


def _shared_out(parts: list[tuple[list[int], _Search]], brings: list[int], held: int) -> list[int] | None:
    """Vouchers that parts compete for, of which there are fewer than they could use together: claim by claim
    as many as leave the rest able to use all others. None where a fen stands in the way of just this many:
    what could be used in all says then too little."""
    turns = sorted((place, number) for number, (part, _) in enumerate(parts) for place in part)
    depths, rooms, left = [0] * len(parts), [search.room for _, search in parts], held
    for _, search in parts:
        search.work = MOST_WORK // len(parts)
    counts = []
    for _, number in turns:
        search, depth, room = parts[number][1], depths[number], rooms[number]
        need = left - (sum(brings) - brings[number])
        most = min(left, brings[number])
        found = search.choice(depth, room, need, most)
        if found is None:
            return None
        count, rooms[number], brings[number] = found
        counts.append(count)
        left -= count
        depths[number] = depth + 1
    return counts if not left else None


def over_cap(claims: Sequence[Claim], counts: Sequence[int], face: int, cap: int) -> bool:
    taken: dict[str, int] = {}
    for claim, count in zip(claims, counts, strict=True):
        for shop, fen in claim.charged(count * face).items():
            taken[shop] = taken.get(shop, 0) + fen
    return max(taken.values(), default=0) > cap


def _tight_shops(claims: Sequence[Claim], face: int, cap: int) -> list[str]:
    """Shops whose orders could get more than the cap if every claim took its most."""
    taken: dict[str, int] = {}
    for claim in claims:
        whole = sum(claim.amounts.values())
        for shop, amount in claim.amounts.items():
            part = whole if claim.each_whole and amount else amount
            taken[shop] = taken.get(shop, 0) - (-claim.most * face * part // whole if whole else 0)
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
        self,
        claims: Sequence[Claim],
        tight: Sequence[str],
        face: int,
        cap: int,
        held: int | None,
        meter: Meter,
        beside: int = 1,
    ) -> None:
        """`beside`: how many searches share the work of one plan."""
        self.claims, self.face, self.meter = claims, face, meter
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
        self.later = [sum(self.most[depth + 1 :]) for depth in range(len(claims))]
        self.prices: list[list[_Prices]] = [[] for _ in range(len(claims) + 1)]
        self.taken: list[dict[int, list[tuple[int, int]]]] = [{} for _ in claims]
        self.counts = [0] * len(claims)
        self.work, self.more_work = MOST_WORK // beside, MORE_WORK // beside

    def _weights(self, claim: Claim) -> list[tuple[int, float]]:
        whole = sum(claim.amounts.values())
        return [
            (row, 1.0 if claim.each_whole else claim.amounts[shop] / whole)
            for row, shop in enumerate(self.rows)
            if claim.amounts.get(shop)
        ]

    def best(self) -> list[int]:
        """Tries the total that the bound allows, then one less, and so on: the first that is found."""
        if self._cost(0) > self.work:
            return self._greedy()
        total = min(self.held, self._bound(0, self.room))
        while total > 0 and self.work > 0:
            if self._fill(0, self.room, total):
                return self.counts
            total -= 1
        return self._nearly(total) if total > 0 else [0] * len(self.claims)

    def _nearly(self, most: int) -> list[int]:
        """A large total up to `most`, where there is no time to find the largest."""
        best = self._greedy()
        least = sum(best)
        while least < most and self._cost(0) <= self.more_work:
            middle = (least + most + 1) // 2
            self.work = self.more_work
            if self._fill(0, self.room, middle):
                best, least = self.counts.copy(), middle
            else:
                most = middle - 1
        return best

    def _cost(self, depth: int) -> int:
        width, height = len(self.claims) - depth, len(self.rows)
        return width * height * (width + height) // 16

    def _greedy(self) -> list[int]:
        """What is had when each claim takes as much as the ones before it left."""
        room, held, counts = self.room, self.held, []
        for depth in range(len(self.claims)):
            count, room = self._alone(depth, room, held)
            counts.append(count)
            held -= count
        return counts

    def _alone(self, depth: int, room: list[int], held: int) -> tuple[int, list[int]]:
        """The most that a claim can use if none of the later ones uses any, and the room after it."""
        count = self._limit(depth, room, held)
        after = self._after(depth, count, room)
        while after is None:
            count -= 1
            after = self._after(depth, count, room)
        return count, after

    def choice(self, depth: int, room: list[int], need: int, most: int) -> tuple[int, list[int], int] | None:
        """The largest number for a claim after which the later ones can bring the total to `need` at least,
        and to `most` at most; with the room after it, and what the later ones can bring."""
        for count in range(self._limit(depth, room, most), -1, -1):
            if self.work <= 0:
                break
            after = self._after(depth, count, room)
            if after is None or (count < need and self._against(depth + 1, after, need - count)):
                continue
            brings = self._brings(depth + 1, after, most - count)
            if count + brings >= need:
                return count, after, brings
        return None

    def _brings(self, depth: int, room: list[int], most: int) -> int:
        """How many the claims from `depth` on can use, up to `most`."""
        if depth == len(self.claims):
            return 0
        total = min(most, self._bound(depth, room))
        while total > 0 and not self._fill(depth, room, total):
            total -= 1
        return max(0, total)

    def _limit(self, depth: int, room: list[int], need: int) -> int:
        count = min(self.most[depth], need)
        for row, weight in self.weights[depth]:
            # Its share may be rounded down by less than a fen.
            count = min(count, floor((room[row] + 1) / self.face / weight + _NEAR))
        return count

    def _fill(self, depth: int, room: list[int], need: int) -> bool:
        """Whether the claims from `depth` on can use just so many together: then self.counts says how, with
        as many as can be for the earlier."""
        if need == 0:
            self.counts[depth:] = [0] * (len(self.counts) - depth)
            return True
        if depth == len(self.claims):
            return False
        if self.work <= 0:
            return False
        low, count = max(0, need - self.later[depth]), self._limit(depth, room, need)
        for prices in self.prices[depth + 1]:
            low, count = self._narrowed(depth, room, need, low, count, prices)
        while low <= count and self.work > 0:
            left = self._after(depth, count, room)
            against = None if left is None else self._against(depth + 1, left, need - count)
            if left is not None and against is None and self._fill(depth + 1, left, need - count):
                self.counts[depth] = count
                return True
            count -= 1
            if against is not None:
                low, count = self._narrowed(depth, room, need, low, count, against)
        return False

    def _narrowed(
        self, depth: int, room: list[int], need: int, low: int, high: int, prices: _Prices
    ) -> tuple[int, int]:
        """The numbers for this claim that the prices of what follows leave."""
        by_row, constant = prices
        base, slope = constant + self._worth(by_row, room), 1.0
        for row, weight in self.weights[depth]:
            slope -= by_row[row] * weight
            base += by_row[row] / self.face  # its share may be rounded down
        wanted = need - base - _NEAR
        if slope > _NEAR:
            return max(low, ceil(wanted / slope - _NEAR)), high
        if slope < -_NEAR:
            return low, min(high, floor(wanted / slope + _NEAR))
        return (low, high) if wanted <= _NEAR * high else (low, low - 1)

    def _worth(self, by_row: Sequence[float], room: Sequence[int]) -> float:
        self._spend(1 + len(room))
        return sum([price * fen for price, fen in zip(by_row, room, strict=True) if price]) / self.face

    def _spend(self, cells: int) -> None:
        self.work -= cells
        self.meter.spent += cells

    def _after(self, depth: int, count: int, room: list[int]) -> list[int] | None:
        """The room that is left when a claim takes so many; none when a row has not as much."""
        known = self.taken[depth]
        taken = known.get(count)
        self.meter.spent += len(room)
        if taken is None:
            self.meter.spent += _SPLITTING * len(self.claims[depth].amounts)
            by_shop = self.claims[depth].charged(count * self.face)
            taken = known[count] = [(row, by_shop[self.rows[row]]) for row, _ in self.weights[depth]]
        left = room.copy()
        for row, fen in taken:
            left[row] -= fen
            if left[row] < 0:
                return None
        return left

    def _against(self, depth: int, room: list[int], need: int) -> _Prices | None:
        """The prices by which the claims from `depth` on cannot use so many; none: they may."""
        if depth == len(self.claims):
            return None
        known = self.prices[depth]
        for prices in known:
            if prices.constant + self._worth(prices.by_row, room) < need - _NEAR:
                return prices
        prices = self._solved(depth, room)
        known.append(prices)
        if len(known) > MOST_PRICES:
            del known[0]
        return prices if prices.constant + self._worth(prices.by_row, room) < need - _NEAR else None

    def _bound(self, depth: int, room: list[int]) -> int:
        by_row, constant = self._solved(depth, room)
        return floor(constant + self._worth(by_row, room) + _NEAR)

    def _solved(self, depth: int, room: Sequence[int]) -> _Prices:
        """The best prices for the claims from `depth` on, in this room."""
        grant, weights, most = self.grants[depth], self.weights[depth:], self.most[depth:]
        self._spend(self._cost(depth))
        limits = [fen / self.face + more for fen, more in zip(room, grant, strict=True)]
        if len(most) == 1:
            by_row = _only_price(weights[0], most[0], limits)
        else:
            by_row = dual_prices(weights, most, limits)
        constant = sum([price * more for price, more in zip(by_row, grant, strict=True)])
        for columns, count in zip(weights, most, strict=True):
            worth = 1.0
            for row, weight in columns:
                worth -= by_row[row] * weight
            if worth > 0:
                constant += worth * count
        return _Prices(tuple(by_row), constant)


def _only_price(column: Sequence[tuple[int, float]], most: int, limits: Sequence[float]) -> list[float]:
    """The prices for one claim alone: all that counts is the row that stops it first."""
    prices = [0.0] * len(limits)
    ways = [(limits[row] / weight, row, weight) for row, weight in column]
    way, row, weight = min(ways, default=(inf, 0, 1.0))
    if way < most:
        prices[row] = 1 / weight
    return prices
