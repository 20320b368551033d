"""How many can be sold, and whether the page promises more."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

MOST = 10**9  # pieces of one SKU


class Counted(NamedTuple):
    """One number and the instant at which it was true; None: nobody has said it."""

    quantity: int | None = None
    at: datetime | None = None


def available(on_hand: int | None, reserved: int) -> int | None:
    """What is there and promised to nobody; below zero when more is promised than there is."""
    return None if on_hand is None else on_hand - reserved


def oversold(on_hand: int | None, reserved: int, page: int | None) -> bool:
    """Whether more is promised than there is, or the page offers more than can be sold."""
    can_be_sold = available(on_hand, reserved)
    return can_be_sold is not None and can_be_sold < (page or 0)


def counted(known: Counted, told: int | None, *, told_at: datetime | None, at: datetime) -> Counted:
    """What is known after a count; an older one never undoes a newer one.

    A count that does not say when it was made was made `at`; twice the same then changes nothing.
    """
    if told is None:
        return known
    if known.at is not None and (told_at or at) < known.at:
        return known
    if told == known.quantity and told_at is None:
        return known
    return Counted(told, told_at or at)


def blame(quantity: int | None) -> str:
    """Why a number cannot be a count; empty when it can."""
    if quantity is None or 0 <= quantity <= MOST:
        return ""
    return "库存不能小于 0" if quantity < 0 else f"库存最多 {MOST:,} 件"
