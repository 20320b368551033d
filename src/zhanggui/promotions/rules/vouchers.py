"""How many vouchers of a marketplace event a cart uses, exactly, and who gets what of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhanggui.promotions.rules.event import TierGroup, VoucherEvent


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


def plan(lines: Sequence[Eligible], event: VoucherEvent, held: int | None) -> tuple[PoolPlan, ...]:
    """The largest total deduction; pools in the order of their first lines. `held` null: without end."""
    raise NotImplementedError
