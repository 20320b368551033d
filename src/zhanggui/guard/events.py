from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RedLineBlocked:
    """A text was kept from going out."""

    shop_id: int
    hit_id: int


@dataclass(frozen=True)
class PromisesMade:
    """Agents of the shop promised something in texts that went out; `at` in ISO 8601."""

    shop_id: int
    at: str
