from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast, cast

from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import RecordedOrders, record_orders
from zhanggui.orders.models import Order

__all__ = ["cast"]

Record = Callable[..., RecordedOrders]
Snapshot = Callable[..., OrderSnapshot]
OrderId = Callable[[str], int]


@pytest.fixture
def record(cast: Cast) -> Record:
    """Records snapshots in the cast's shop, or in the one that is named."""

    def run(*snapshots: OrderSnapshot, shop_id: int = cast.shop.id, at: datetime = AT) -> RecordedOrders:
        return record_orders(shop_id=shop_id, snapshots=snapshots, by=program(shop_id, "测试导入"), at=at)

    return run


@pytest.fixture
def snapshot() -> Snapshot:
    """An order of an hour ago that nobody has paid, with whatever differs."""

    def make(number: str = "2231958349120001", **differing: Any) -> OrderSnapshot:
        created_at = differing.get("created_at", AT - timedelta(hours=1))
        told: dict[str, Any] = {
            "number": number,
            "status": TradeStatus.WAIT_BUYER_PAY,
            "status_text": "等待买家付款",
            "created_at": created_at,
            "seen_at": created_at,
            "buyer_nick": "小米粥",
            "title": "羊毛针织衫",
            "total_fen": 29800,
        }
        return OrderSnapshot(**told | differing)

    return make


@pytest.fixture
def order_id() -> OrderId:
    return lambda number: Order.objects.values_list("pk", flat=True).get(number=number)
