from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BuyerChanged:
    """Tags, notes or the name of a buyer changed."""

    shop_id: int
    buyer_id: int


@dataclass(frozen=True)
class BuyersChanged:
    """Tags or notes of many buyers changed at once, by a file. Only for what happens now: whoever cares
    picks those that somebody looks at."""

    shop_id: int
    buyer_ids: tuple[int, ...]
