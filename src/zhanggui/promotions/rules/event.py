"""A marketplace voucher event (天猫购物券, later 跨店满减) as data. Every number is the campaign's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zhanggui.promotions.rules.cart import Cart
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, EffectiveBy, FinePrint, ruling_at
from zhanggui.promotions.rules.offers import HeldCoupon


@dataclass(frozen=True, slots=True)
class VoucherTier:
    threshold_fen: int
    vouchers: int


@dataclass(frozen=True, slots=True)
class TierGroup:
    """1 to 3 tiers, ascending. `repeating`: a single tier that counts as often as it is reached. Groups are
    the same group when they are equal, wherever they stand: only then do lines count together."""

    tiers: tuple[VoucherTier, ...]
    repeating: bool = False


@dataclass(frozen=True, slots=True)
class VoucherEvent:
    """Usable in [usable_from, usable_until), by the time of payment unless `fine` says that of the order;
    shown from `shown_from`.

    `groups`: which group a merchant chose for a first-level category. `face_fen`: of one voucher.
    `most_fen`: what one shop's order may get of all pools, null: no limit. Shop-dimension vouchers of
    others than `merchants` are suspended in [suspends_from, suspends_until). `fine`: what was decided
    of all that its rules leave open.
    """

    key: str
    name: str
    merchants: frozenset[str]
    groups: Mapping[tuple[str, str], TierGroup]
    usable_from: datetime
    usable_until: datetime
    shown_from: datetime
    face_fen: int = 1000
    most_fen: int | None = 30_000
    suspends_from: datetime | None = None
    suspends_until: datetime | None = None
    fine: FinePrint = AS_CHOSEN

    def counts_at(self, cart: Cart, at: datetime) -> datetime:
        """The instant that must lie in its days for a cart that is paid `at`."""
        if self.fine.effective_by is EffectiveBy.ORDER and cart.ordered_at is not None:
            return cart.ordered_at
        return at

    def suspends(self, shop: str, at: datetime) -> bool:
        if shop in self.merchants or self.suspends_from is None or self.suspends_until is None:
            return False
        return self.suspends_from <= at < self.suspends_until


@dataclass(frozen=True, slots=True)
class Purse:
    """What the buyer holds: coupons, and the event's vouchers. `vouchers` null: nobody knows how many, and
    the cart is priced without them and says so. An event whose discount needs no voucher (跨店满减) is held
    without end: `endless`."""

    coupons: tuple[HeldCoupon, ...] = ()
    event: VoucherEvent | None = None
    vouchers: int | None = None
    endless: bool = False


def fine_print_of(event: VoucherEvent | None, cart: Cart, at: datetime) -> FinePrint:
    """An event's own holds for what is bought on its days, what was ruled for everybody on all others."""
    if event is not None and event.usable_from <= event.counts_at(cart, at) < event.usable_until:
        return event.fine
    return ruling_at(at).fine
