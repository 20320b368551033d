"""What files tell of offers, coupons and what buyers received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.promotions.rules.offers import CouponKind


@dataclass(frozen=True)
class OfferEntry:
    """`what`: see `rules.spoken`."""

    number: str
    what: str
    starts_at: datetime
    ends_at: datetime
    name: str | None = None
    items: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    most_pieces: int | None = None


@dataclass(frozen=True)
class CouponEntry:
    number: str
    value_fen: int
    threshold_fen: int
    starts_at: datetime
    ends_at: datetime
    name: str | None = None
    kind: str = CouponKind.SHOP
    items: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    quantity: int | None = None
    per_buyer: int | None = None


@dataclass(frozen=True)
class ReceivedEntry:
    """`number`: of the coupon, or of the marketplace's event. `orders`: on which vouchers were used."""

    number: str
    nick: str
    received: int
    used: int = 0
    received_at: datetime | None = None
    orders: tuple[str, ...] = ()
