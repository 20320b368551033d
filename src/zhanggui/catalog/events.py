from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ItemChanged:
    """Somebody edited an item's card. What files bring is not announced."""

    shop_id: int
    item_id: int
