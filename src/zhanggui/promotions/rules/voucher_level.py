"""Voucher level: which lines count for the marketplace's event, and what its vouchers take off them."""

from __future__ import annotations

from collections.abc import Sequence

from zhanggui.promotions.rules.account import Applied, Deduction, PoolUse, Reason
from zhanggui.promotions.rules.event import Purse, VoucherEvent
from zhanggui.promotions.rules.fine_print import (
    AS_CHOSEN,
    FewerVouchers,
    Pooling,
    PostageCounts,
    PresaleCounts,
    VoucherCounts,
)
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
        apart = event.fine.pooling is Pooling.WITHIN_CATEGORY
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
                eligible.append(Eligible(place, line.shop, group, 0, line.category if apart else ""))
                continue
            by = table.bars[place, Level.VOUCHER] if reason is Reason.BARRED else ""
            self.shut.setdefault((reason, by), []).append(place)
        if eligible:
            if event.fine is not AS_CHOSEN and not event.fine.counts_what_is_left:
                eligible = _counted(eligible, table, event)
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
        spare = None if self.held is None else self.held - sum([pool.vouchers for pool in plans])
        for pool in plans:
            places = [place for place, _ in pool.cuts]
            cuts = [fen for _, fen in pool.cuts]
            if pool.vouchers:
                self._take(table, event, pool)
            else:
                _say_none(table, event, pool, places, spare)
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


def _say_none(
    table: Table, event: VoucherEvent, pool: PoolPlan, places: list[int], spare: int | None
) -> None:
    """Why a pool uses none. `spare`: vouchers that no pool uses, null: without end."""
    tier = pool.group.tiers[0]
    least = tier.vouchers if event.fine.fewer is FewerVouchers.WHOLE_TIERS else 1
    lacks = max(tier.threshold_fen - pool.amount_fen, least * event.face_fen - table.amount(places))
    if lacks > 0:
        table.refuse(event, Level.VOUCHER, Reason.LACKS_FEN, places, lacks=lacks)
    else:
        is_held = spare is not None and spare < least
        table.refuse(event, Level.VOUCHER, Reason.HELD if is_held else Reason.CAP, places)


def _counted(eligible: Sequence[Eligible], table: Table, event: VoucherEvent) -> list[Eligible]:
    """What of each line is held against the tiers, where the fine print counts something else than what the
    levels before left of it."""
    fine, counted = event.fine, []
    with_postage: set[str] = set()
    for one in eligible:
        line = table.lines[one.place]
        aside = table.aside.get(one.place, 0)
        beside = aside if fine.presale_counts is PresaleCounts.WHOLE else 0
        if fine.postage_counts is PostageCounts.FOR_TIERS and one.shop not in with_postage:
            with_postage.add(one.shop)
            beside += table.cart.postage_fen.get(one.shop, 0)
        listed = line.price_fen * line.quantity - aside
        counts = listed if fine.voucher_counts is VoucherCounts.LISTED else None
        counted.append(one._replace(counts_fen=counts, beside_fen=beside))
    return counted


def _why_none(event: VoucherEvent, purse: Purse, table: Table) -> Reason | None:
    at = event.counts_at(table.cart, table.at)
    if at < event.usable_from:
        return Reason.NOT_YET
    if at >= event.usable_until:
        return Reason.OVER
    if purse.endless:
        return None
    if purse.vouchers is None:
        return Reason.NOT_KNOWN
    return Reason.HELD if purse.vouchers <= 0 else None
