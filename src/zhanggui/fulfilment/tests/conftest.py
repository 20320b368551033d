from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast, cast

from zhanggui.foundation.actors import program
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import RecordedOrders, record_orders

__all__ = ["cast"]

Record = Callable[..., RecordedOrders]
Snapshot = Callable[..., OrderSnapshot]
CheckOf = Callable[..., AddressCheck]


@pytest.fixture
def record(cast: Cast) -> Record:
    """Records snapshots in the cast's shop, or in the one that is named."""

    def run(*snapshots: OrderSnapshot, shop_id: int = cast.shop.id, at: datetime = AT) -> RecordedOrders:
        return record_orders(shop_id=shop_id, snapshots=snapshots, by=program(shop_id, "测试导入"), at=at)

    return run


@pytest.fixture
def snapshot() -> Snapshot:
    """An order that was paid for a minute ago, to an address without any doubt, with whatever differs."""

    def make(number: str = "2231958349120001", **differing: Any) -> OrderSnapshot:
        paid_at = differing.get("paid_at", AT - timedelta(minutes=1))
        told: dict[str, Any] = {
            "number": number,
            "status": TradeStatus.WAIT_SELLER_SEND_GOODS,
            "status_text": "买家已付款，等待卖家发货",
            "created_at": paid_at,
            "paid_at": paid_at,
            "seen_at": paid_at,
            "buyer_nick": "小米粥",
            "receiver_name": "米小周",
            "receiver_phone": "13800000021",
            "receiver_address": "浙江省 杭州市 西湖区 示例路1号(000000)",
        }
        return OrderSnapshot(**told | differing)

    return make


@pytest.fixture
def check_of() -> CheckOf:
    def find(number: str = "2231958349120001") -> AddressCheck:
        return AddressCheck.objects.get(order__number=number)

    return find
