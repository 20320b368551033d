from __future__ import annotations

from zhanggui.orders.actions.claims import CannotClaim, ClaimAnswer, claim_order
from zhanggui.orders.actions.lines import RecordedLines, record_lines
from zhanggui.orders.actions.receivers import CannotReveal, reveal_receiver
from zhanggui.orders.actions.recording import RecordedOrders, record_orders

__all__ = [
    "CannotClaim",
    "CannotReveal",
    "ClaimAnswer",
    "RecordedLines",
    "RecordedOrders",
    "claim_order",
    "record_lines",
    "record_orders",
    "reveal_receiver",
]
