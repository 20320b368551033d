"""The largest number of vouchers where each pool uses as many as one of its tiers says, or none.

No number between is allowed, so that neither greed nor a linear program helps: every choice is tried, the
largest numbers of the earlier pools first, as long as it could still bring more than the best.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhanggui.promotions.rules.voucher_search import Claim, Meter

# Of one plan, as in `voucher_search`: beyond it, with very many pools at their limits, the best that was
# found is taken, the same on every machine.
MOST_TRIED = 20_000


def best_steps(
    claims: Sequence[Claim],
    steps: Sequence[Sequence[int]],
    face: int,
    cap: int | None,
    held: int | None,
    meter: Meter,
) -> list[int]:
    """How many each claim uses, of its `steps` (falling, the last is 0): the largest total, and among equals
    more for the earlier claims. `cap`, `held`: as in `best_counts`."""
    found = _Steps(claims, steps, face, cap, meter)
    found.fill(0, {}, sum(max(one, default=0) for one in steps) if held is None else held)
    return found.best


class _Steps:
    def __init__(
        self,
        claims: Sequence[Claim],
        steps: Sequence[Sequence[int]],
        face: int,
        cap: int | None,
        meter: Meter,
    ) -> None:
        self.claims, self.steps, self.face, self.cap, self.meter = claims, steps, face, cap, meter
        self.later = [sum(one[0] for one in steps[depth:]) for depth in range(len(steps) + 1)]
        self.best, self.total = [0] * len(claims), 0
        self.counts = [0] * len(claims)
        self.tried = 0

    def fill(self, depth: int, taken: dict[str, int], left: int) -> None:
        done = sum(self.counts[:depth])
        if depth == len(self.claims):
            if done > self.total:
                self.best, self.total = self.counts.copy(), done
            return
        for count in self.steps[depth]:
            if done + count + min(left - count, self.later[depth + 1]) <= self.total:
                break  # those after it are smaller still
            if count > left or self.tried >= MOST_TRIED:
                continue
            self.tried += 1
            self.meter.spent += 1 + len(self.claims[depth].amounts)
            after = self._after(depth, count, taken)
            if after is not None:
                self.counts[depth] = count
                self.fill(depth + 1, after, left - count)

    def _after(self, depth: int, count: int, taken: dict[str, int]) -> dict[str, int] | None:
        if self.cap is None or not count:
            return taken
        after = taken.copy()
        for shop, fen in self.claims[depth].charged(count * self.face).items():
            after[shop] = after.get(shop, 0) + fen
            if after[shop] > self.cap:
                return None
        return after
