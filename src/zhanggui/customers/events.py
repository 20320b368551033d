from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BuyerChanged:
    """Tags, notes or the name of a buyer changed."""

    shop_id: int
    buyer_id: int
