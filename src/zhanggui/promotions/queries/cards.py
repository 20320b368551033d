from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.offers import Coupon, Offer


class State(StrEnum):
    NOW = "now"
    COMING = "coming"
    OVER = "over"


def state_of(starts_at: datetime, ends_at: datetime, at: datetime) -> State:
    if at < starts_at:
        return State.COMING
    return State.NOW if at < ends_at else State.OVER


@dataclass(frozen=True)
class OfferCard:
    """An offer as it is kept. `offer.ends_at` is when it really ends: earlier when somebody ended it."""

    id: int
    shop_id: int
    number: str
    offer: Offer
    planned_until: datetime
    ended_at: datetime | None
    by_name: str
    at: datetime

    def state(self, at: datetime) -> State:
        return state_of(self.offer.starts_at, self.offer.ends_at, at)


@dataclass(frozen=True)
class CouponCard:
    """`ended_at`: since then nobody gets it any more. `received` and `used` count all buyers'."""

    id: int
    shop_id: int
    number: str
    coupon: Coupon
    quantity: int | None
    per_buyer: int | None
    received: int
    used: int
    ended_at: datetime | None
    by_name: str
    at: datetime

    def state(self, at: datetime) -> State:
        return state_of(self.coupon.starts_at, self.coupon.ends_at, at)

    def is_given_out(self, at: datetime) -> bool:
        """Whether a buyer can still get one."""
        if self.ended_at is not None or at >= self.coupon.ends_at:
            return False
        return self.quantity is None or self.received < self.quantity


@dataclass(frozen=True)
class EventCard:
    """A marketplace's voucher event and the shop's part in it. `offered` by first-level category, "" for
    every other one; `chosen` is what the shop chose."""

    id: int
    shop_id: int
    number: str
    name: str
    is_selected: bool
    set_up_at: datetime | None
    offered: dict[str, tuple[TierGroup, ...]]
    chosen: dict[str, TierGroup]
    face_fen: int
    most_fen: int | None
    endless: bool
    set_up_from: datetime
    set_up_until: datetime
    edit_until: datetime
    shown_from: datetime
    usable_from: datetime
    usable_until: datetime
    suspends_from: datetime | None
    suspends_until: datetime | None
    by_name: str
    at: datetime

    @property
    def is_merchant(self) -> bool:
        """Whether the shop takes part: selected, and set up (which was refused when it was late)."""
        return self.is_selected and self.set_up_at is not None

    def state(self, at: datetime) -> State:
        return state_of(self.usable_from, self.usable_until, at)

    def offered_for(self, category: str) -> tuple[TierGroup, ...]:
        return self.offered.get(category) or self.offered.get("", ())


@dataclass(frozen=True)
class CampaignCard:
    """An entry of the calendar; `id` is null for the days that return every year."""

    id: int | None
    kind: str
    name: str
    warms_up_on: date
    starts_on: date
    ends_on: date
    note: str
    by_name: str


@dataclass(frozen=True)
class CurrentOffers:
    """What holds for an item: offers that are live, and coupons that a buyer can get or use now."""

    offers: list[OfferCard]
    coupons: list[CouponCard]
