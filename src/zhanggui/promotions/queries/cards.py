from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.offers import Coupon, Offer
from zhanggui.promotions.rules.windows import Answer, EventTerms, Merchant, is_event_merchant


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
    """A marketplace's voucher event and the shop's part in it."""

    id: int
    shop_id: int
    number: str
    terms: EventTerms
    merchant: Merchant
    by_name: str
    at: datetime

    @property
    def name(self) -> str:
        return self.terms.name

    @property
    def endless(self) -> bool:
        return self.terms.endless

    @property
    def face_fen(self) -> int:
        return self.terms.face_fen

    @property
    def usable_from(self) -> datetime:
        return self.terms.usable_from

    @property
    def usable_until(self) -> datetime:
        return self.terms.usable_until

    @property
    def shown_from(self) -> datetime:
        return self.terms.shown_from

    @property
    def chosen(self) -> Mapping[str, TierGroup]:
        return self.merchant.chosen

    @property
    def set_up_at(self) -> datetime | None:
        return self.merchant.set_up_at

    @property
    def standing(self) -> Answer:
        return is_event_merchant(self.terms, self.merchant)

    @property
    def is_merchant(self) -> bool:
        """Whether the shop takes part: passed the audition, enrolled, set up in time."""
        return self.standing.may

    def state(self, at: datetime) -> State:
        return state_of(self.usable_from, self.usable_until, at)


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
