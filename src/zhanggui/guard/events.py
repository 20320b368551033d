from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RedLineBlocked:
    """A text was kept from going out."""

    shop_id: int
    hit_id: int
