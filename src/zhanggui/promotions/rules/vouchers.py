"""How many vouchers of a marketplace event a cart uses, exactly, and who gets what of them.

The rules are numbered as in the source's 18 questions. What the source leaves open is *chosen*: the highest
tier reached counts; lines of one group count together over categories too; 30 vouchers an order is an amount;
among the largest totals the pool with the larger amount takes more, then the one whose first line is earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.event import TierGroup, VoucherEvent
from zhanggui.promotions.rules.voucher_search import Claim, best_counts, split


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
    """Lines that count together. `shops`: what each shop's order has in it, by its first line."""

    __slots__ = ("allowed", "amount", "group", "lines", "shops")

    def __init__(self, group: TierGroup, lines: list[Eligible]) -> None:
        self.group, self.lines = group, lines
        shops: dict[str, int] = {}
        for line in lines:
            shops[line.shop] = shops.get(line.shop, 0) + line.fen
        self.shops = shops
        self.amount = sum(shops.values())
        self.allowed = allowed(group, self.amount)


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
    together: dict[TierGroup, list[Eligible]] = {}
    for line in lines:
        found = together.get(line.group)
        if found is None:
            together[line.group] = [line]
        else:
            found.append(line)
    pools = [_Pool(group, members) for group, members in together.items()]
    face = event.face_fen
    counts = _counts(pools, face, event.most_fen, held)
    return tuple([_planned(pool, count, face) for pool, count in zip(pools, counts, strict=True)])


def _counts(pools: list[_Pool], face: int, cap: int | None, held: int | None) -> list[int]:
    most = [min(pool.allowed, pool.amount // face) for pool in pools]
    wanted = sum(most)
    if (held is not None and wanted > held) or (cap is not None and wanted * face > cap):
        # Only now it matters which of the pools goes first.
        order = sorted(range(len(pools)), key=lambda place: -pools[place].amount)
        claims = [Claim(pools[place].shops, most[place]) for place in order]
        for place, count in zip(order, best_counts(claims, face, cap, held), strict=True):
            most[place] = count
    return most


def _planned(pool: _Pool, count: int, face: int) -> PoolPlan:
    lines, fen = pool.lines, count * face
    by_shop = split(fen, pool.shops)
    if not fen:
        cuts = [(line.place, 0) for line in lines]
    elif len(by_shop) == 1:
        cuts = _over_lines(fen, lines)
    else:
        cuts = []
        for shop, part in by_shop.items():
            cuts += _over_lines(part, [line for line in lines if line.shop == shop])
        if len(cuts) > 1:
            part_of = dict(cuts)
            cuts = [(line.place, part_of[line.place]) for line in lines]
    return PoolPlan(
        pool.group,
        tuple([line.place for line in lines]),
        pool.amount,
        pool.allowed,
        count,
        tuple(cuts),
        tuple(by_shop.items()),
    )


def _over_lines(fen: int, lines: list[Eligible]) -> list[tuple[int, int]]:
    if len(lines) == 1:
        return [(lines[0].place, fen)]
    parts = shares(fen, [line.fen for line in lines])
    return [(line.place, part) for line, part in zip(lines, parts, strict=True)]
