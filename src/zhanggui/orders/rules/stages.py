"""How far an order has come."""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType

from zhanggui.marketplace.rules import StatusGroup, TradeStatus


class Stage(IntEnum):
    """What people ask the list for. The numbers stand in the database (the generated column `stage`)."""

    UNPAID = 1
    TO_SHIP = 2
    SHIPPED = 3
    DONE = 4
    CLOSED = 5


STAGES = MappingProxyType(
    {
        StatusGroup.UNPAID: Stage.UNPAID,
        StatusGroup.PAID_HOLD: Stage.TO_SHIP,
        StatusGroup.TO_SHIP: Stage.TO_SHIP,
        StatusGroup.SHIPPED: Stage.SHIPPED,
        StatusGroup.SIGNED: Stage.SHIPPED,
        StatusGroup.DONE: Stage.DONE,
        StatusGroup.CLOSED_AFTER_PAY: Stage.CLOSED,
        StatusGroup.CLOSED_BEFORE_PAY: Stage.CLOSED,
    }
)

_HELD = frozenset({StatusGroup.TO_SHIP, StatusGroup.PAID_HOLD})
# Paid for, and not yet on its way: the goods are held.
HELD_STATUSES = tuple(str(status) for status in TradeStatus if status.group in _HELD)


def holds_goods(status: str | None) -> bool:
    return status in HELD_STATUSES
