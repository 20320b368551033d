from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CardsWanted:
    """Buyers of this shop are to be shown what address their parcels go to."""

    shop_id: int


@dataclass(frozen=True)
class AddressSettled:
    """An order's address is settled: `how` is one of the rules' HOWS. `at` in ISO 8601."""

    shop_id: int
    order_id: int
    how: str
    at: str
