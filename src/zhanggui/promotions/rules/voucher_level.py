"""Voucher level: which lines count for the marketplace's event, and what its vouchers take off them."""

from __future__ import annotations

from collections.abc import Sequence

from zhanggui.promotions.rules.account import Applied, Deduction, PoolUse, Reason
from zhanggui.promotions.rules.event import Purse, VoucherEvent
from zhanggui.promotions.rules.offers import Level
from zhanggui.promotions.rules.table import Table
from zhanggui.promotions.rules.vouchers import Eligible, PoolPlan, Pools


class Vouchers:
    """The event on the table: asked once which lines are eligible, then planned as often as coupons are
    tried. What stands in the way of each line is in `shut`, by reason and, of an offer, its key."""

    def __init__(self, table: Table, purse: Purse) -> None:
        self.event = purse.event
        self.held = None if purse.endless else purse.vouchers
        self.shut: dict[tuple[Reason, str], list[int]] = {}
        self._pools: Pools | None = None
        if self.event is not None:
            reason = _why_none(self.event, purse, table)
            if reason is not None:
                self.shut[reason, ""] = list(range(len(table.lines)))
            else:
                self._sort(table, self.event)

    def _sort(self, table: Table, event: VoucherEvent) -> None:
        eligible: list[Eligible] = []
        for place, line in enumerate(table.lines):
            group = event.groups.get((line.shop, line.category)) if line.category is not None else None
            if line.shop not in event.merchants:
                reason = Reason.NOT_MERCHANT
            elif line.category is None:
                reason = Reason.NO_CATEGORY
            elif not table.is_open(place, Level.VOUCHER):
                reason = Reason.BARRED if (place, Level.VOUCHER) in table.bars else Reason.DEPOSIT
            elif group is None:
                reason = Reason.NO_GROUP
            else:
                eligible.append(Eligible(place, line.shop, group, 0))
                continue
            by = table.bars[place, Level.VOUCHER] if reason is Reason.BARRED else ""
            self.shut.setdefault((reason, by), []).append(place)
        if eligible:
            self._pools = Pools(eligible, event, self.held)

    @property
    def act(self) -> bool:
        return self._pools is not None

    def plan(self, left: Sequence[int]) -> tuple[PoolPlan, ...]:
        return () if self._pools is None else self._pools.plan(left)

    def fen(self, left: Sequence[int]) -> int:
        """What the plan takes off in all."""
        return 0 if self._pools is None else self._pools.fen(left)

    @property
    def spent(self) -> int:
        """What planning has cost so far, in cells."""
        return 0 if self._pools is None else self._pools.meter.spent

    def at_most(self, plans: Sequence[PoolPlan]) -> int:
        """No choice of coupons lets the vouchers take off more than this; `plans` with no coupon at all."""
        if self.event is None:
            return 0
        vouchers = sum([pool.allowed for pool in plans])
        if self.held is not None:
            vouchers = min(vouchers, self.held)
        return vouchers * self.event.face_fen

    def take(self, table: Table) -> tuple[PoolUse, ...]:
        event = self.event
        if event is None:
            return ()
        for (reason, by), places in self.shut.items():
            table.refuse(event, Level.VOUCHER, reason, places, by=by)
        uses = []
        plans = self.plan(table.left)
        none_left = self.held is not None and sum([pool.vouchers for pool in plans]) >= self.held
        for pool in plans:
            places = [place for place, _ in pool.cuts]
            cuts = [fen for _, fen in pool.cuts]
            if pool.vouchers:
                self._take(table, event, pool)
            elif pool.allowed and pool.amount_fen >= event.face_fen:
                table.refuse(event, Level.VOUCHER, Reason.HELD if none_left else Reason.CAP, places)
            else:
                lacks = max(pool.group.tiers[0].threshold_fen, event.face_fen) - pool.amount_fen
                table.refuse(event, Level.VOUCHER, Reason.LACKS_FEN, places, lacks=lacks)
            uses.append(
                PoolUse(
                    table.keys(places), pool.amount_fen, pool.allowed, pool.vouchers, sum(cuts), pool.by_shop
                )
            )
        return tuple(uses)

    @staticmethod
    def _take(table: Table, event: VoucherEvent, pool: PoolPlan) -> None:
        for place, fen in pool.cuts:
            if fen:
                table.left[place] -= fen
                table.cuts[place].append(Deduction(event.key, event.name, Level.VOUCHER, fen))
        tier = 0
        for one, step in enumerate(pool.group.tiers):
            if pool.amount_fen >= step.threshold_fen:
                tier = one
        fen = sum([fen for _, fen in pool.cuts])
        keys = table.keys([place for place, _ in pool.cuts])
        table.applied.append(
            Applied(event.key, event.name, Level.VOUCHER, fen, keys, tier, pool.vouchers, pool.amount_fen)
        )


def _why_none(event: VoucherEvent, purse: Purse, table: Table) -> Reason | None:
    if table.at < event.usable_from:
        return Reason.NOT_YET
    if table.at >= event.usable_until:
        return Reason.OVER
    if purse.endless:
        return None
    if purse.vouchers is None:
        return Reason.NOT_KNOWN
    return Reason.HELD if purse.vouchers <= 0 else None
