from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderChanged:
    """An order is new or has changed, lately. History that is imported is not announced.

    `before` and `status` are TradeStatus codes; `before` is None for a new order. `at` is when it was
    recorded, in ISO 8601.
    """

    shop_id: int
    order_id: int
    buyer_id: int | None
    before: str | None
    status: str
    at: str


@dataclass(frozen=True)
class OrderVerified:
    """A visitor proved that an order is theirs; `at` in ISO 8601."""

    shop_id: int
    order_id: int
    buyer_id: int
    at: str


@dataclass(frozen=True)
class OrderRemarked:
    """Somebody wrote a remark on an order. `promises` are the keys of what it says was promised,
    separated by one space; `at` in ISO 8601."""

    shop_id: int
    order_id: int
    buyer_id: int | None
    remark_id: int
    promises: str
    at: str
