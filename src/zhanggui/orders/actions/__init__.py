from __future__ import annotations

from zhanggui.orders.actions.claims import CannotClaim, ClaimAnswer, claim_order
from zhanggui.orders.actions.receivers import CannotReveal, reveal_receiver
from zhanggui.orders.actions.recording import RecordedOrders, record_orders

__all__ = [
    "CannotClaim",
    "CannotReveal",
    "ClaimAnswer",
    "RecordedOrders",
    "claim_order",
    "record_orders",
    "reveal_receiver",
]
