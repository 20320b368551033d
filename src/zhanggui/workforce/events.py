from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PresenceChanged:
    """A member of staff said that they are online, busy or away."""

    shop_id: int
    staff_id: int
