"""What a marketplace's rules leave open, decided: the fine print (细则) of a voucher event, and of a day.

Whoever plans an event may decide each otherwise; what nobody has decided holds from a day on (`RULINGS`).
What could be decided in one way only stands in `Fixed`, with the reason. Beside them an event's own numbers
and days are data already: the face and the limit of an order, tiers and repeating, all of its calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from zhanggui.foundation.calendar import shop_day

MOST_SHOP_COUPONS = 3


class Deadline(StrEnum):
    """What is done at the very instant of a deadline."""

    LATE = "late"
    IN_TIME = "in_time"


class FirstCoupon(StrEnum):
    """Which kind of coupon acts on what the other left."""

    SHOP = "shop"
    ITEM = "item"


class VoucherCounts(StrEnum):
    """What of a line is held against the vouchers' tiers: what item, shop and coupon level left, or its list
    amount. What is taken off is never more than what is left."""

    LEFT = "left"
    LISTED = "listed"


class PostageCounts(StrEnum):
    """Whether the postage asked of an order counts for the vouchers' tiers: in the pool of its first line."""

    NEVER = "never"
    FOR_TIERS = "for_tiers"


class PresaleCounts(StrEnum):
    """What of a presale line counts for the vouchers' tiers when its final payment is paid: that, or with it
    what the deposit counts for."""

    FINAL = "final"
    WHOLE = "whole"


class TiersReached(StrEnum):
    """Of several tiers that are reached the highest one counts, or all of them together."""

    HIGHEST = "highest"
    ALL = "all"


class Pooling(StrEnum):
    """Lines of one tier group count together over shops and over categories, or over shops only."""

    OVER_CATEGORIES = "over_categories"
    WITHIN_CATEGORY = "within_category"


class OrderLimit(StrEnum):
    """The limit of a shop's order is an amount that it gets of all pools ("300 yuan"), or the number of
    vouchers that it has a share of ("30")."""

    AMOUNT = "amount"
    NUMBER = "number"


class TieBetweenPools(StrEnum):
    """Among choices that take off as much, which pool takes more: the one with the larger amount, then the
    one whose first line comes first; or at once that one."""

    LARGER = "larger"
    EARLIER = "earlier"


class FewerVouchers(StrEnum):
    """Whether a pool may use fewer vouchers than its tier allows, or only as many as one of the tiers that it
    reaches says."""

    ALLOWED = "allowed"
    WHOLE_TIERS = "whole_tiers"


class SpareFen(StrEnum):
    """Who gets a fen of the vouchers' split when the remainders are equal."""

    EARLIER = "earlier"
    LATER = "later"


class EffectiveBy(StrEnum):
    """Which instant must lie in the days on which vouchers are usable."""

    PAYMENT = "payment"
    ORDER = "order"


class FixedTiers(StrEnum):
    """How "merchants with one tier to choose from may not edit" is read: where the category offers one group
    only, or where the group that the shop chose has one tier only."""

    ONE_GROUP = "one_group"
    ONE_TIER = "one_tier"


class RefundPays(StrEnum):
    """What a refunded line pays back. `WITH_SHARE`: its share of the vouchers too, in money; these vouchers
    do not come back then."""

    PAID = "paid"
    WITH_SHARE = "with_share"


@dataclass(frozen=True, slots=True)
class FinePrint:
    """One field for each sentence that the source of 2016 leaves open; the default is what we chose.

    `shop_coupons`: how many of a shop's kind one order of the shop may use, 1 to `MOST_SHOP_COUPONS`.
    """

    deadline: Deadline = Deadline.LATE
    first_coupon: FirstCoupon = FirstCoupon.SHOP
    shop_coupons: int = 1
    voucher_counts: VoucherCounts = VoucherCounts.LEFT
    postage_counts: PostageCounts = PostageCounts.NEVER
    presale_counts: PresaleCounts = PresaleCounts.FINAL
    tiers_reached: TiersReached = TiersReached.HIGHEST
    pooling: Pooling = Pooling.OVER_CATEGORIES
    order_limit: OrderLimit = OrderLimit.AMOUNT
    tie: TieBetweenPools = TieBetweenPools.LARGER
    fewer: FewerVouchers = FewerVouchers.ALLOWED
    spare_fen: SpareFen = SpareFen.EARLIER
    effective_by: EffectiveBy = EffectiveBy.PAYMENT
    fixed_tiers: FixedTiers = FixedTiers.ONE_GROUP
    refund_pays: RefundPays = RefundPays.PAID

    @property
    def counts_what_is_left(self) -> bool:
        """Whether tiers are held against nothing but what the levels before left of a line."""
        return (
            self.voucher_counts is VoucherCounts.LEFT
            and self.postage_counts is PostageCounts.NEVER
            and self.presale_counts is PresaleCounts.FINAL
        )


AS_CHOSEN = FinePrint()
# By a field's name the kind of its values.
FINE_FIELDS: Mapping[str, type[StrEnum | int]] = MappingProxyType(
    {one.name: type(getattr(AS_CHOSEN, one.name)) for one in fields(FinePrint)}
)


class Fixed(StrEnum):
    """Chosen as well, and no event's to decide.

    `SHANGHAI`: marketplace, shops and buyers live by one clock without summer time, and an event's instants
    are data. `WHAT_IS_LEFT`: item, shop and coupon level work on what the one before left, thresholds too:
    otherwise together they could take more off than there is, and the lowest price that a shop's set-up is
    reviewed by could not be told of any offer. `LARGEST_REMAINDER`: the one split whose shares are whole fen,
    sum exactly, and are each less than a fen from their proportion.
    """

    SHANGHAI = "shanghai"
    WHAT_IS_LEFT = "what_is_left"
    LARGEST_REMAINDER = "largest_remainder"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds from a day on where an event does not say otherwise; `Fixed` held since the first."""

    since: date
    fine: FinePrint
    source: str


# The latest first; the first of all holds before its day, too. A later one only ever gets a day to come: old
# orders are explained by what held then.
RULINGS: tuple[Ruling, ...] = (Ruling(date(2016, 8, 25), AS_CHOSEN, "本项目的决定(2026-11-22)"),)


def ruling_at(at: datetime) -> Ruling:
    """What holds at an instant."""
    if len(RULINGS) > 1:
        day = shop_day(at)
        for ruling in RULINGS:
            if ruling.since <= day:
                return ruling
    return RULINGS[-1]
