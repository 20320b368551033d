from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests.cast import cast

from zhanggui.customers.actions import ensure_visitor
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import RecordedOrders, record_orders
from zhanggui.shops.actions import hire, open_shop
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import ShopCard, StaffCard
from zhanggui.shops.rules import AGENT

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
__all__ = ["cast"]
Record = Callable[..., RecordedOrders]


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


@pytest.fixture
def record(shop: ShopCard) -> Record:
    """Records snapshots in the first shop, or in the one that is named."""

    def run(*snapshots: OrderSnapshot, shop_id: int = shop.id, at: datetime = AT) -> RecordedOrders:
        return record_orders(shop_id=shop_id, snapshots=snapshots, by=program(shop_id), at=at)

    return run


@pytest.fixture
def snapshot() -> Callable[..., OrderSnapshot]:
    """A paid order of an hour ago, with whatever differs."""
    paid_at = datetime(2026, 11, 21, 8, tzinfo=UTC)

    def make(number: str = "2231958349120001", **differing: Any) -> OrderSnapshot:
        told: dict[str, Any] = {
            "number": number,
            "status": TradeStatus.WAIT_SELLER_SEND_GOODS,
            "status_text": "买家已付款，等待卖家发货",
            "created_at": paid_at,
            "paid_at": paid_at,
            "seen_at": paid_at,
            "buyer_nick": "小米粥",
            "title": "羊毛针织衫 浅杏",
            "item_count": 1,
            "goods_fen": 28800,
            "postage_fen": 1000,
            "total_fen": 29800,
            "paid_fen": 29800,
            "refund_fen": 0,
            "receiver_name": "米小周",
            "receiver_phone": "13800000021",
            "receiver_address": "浙江省 杭州市 西湖区 示例路1号(000000)",
            "courier": "",
            "waybills": (),
            "remark": "改 XL",
            "buyer_message": "请发顺丰",
            "close_reason": "",
        }
        return OrderSnapshot(**told | differing)

    return make


@pytest.fixture
def visitor(shop: ShopCard) -> BuyerCard:
    return ensure_visitor(shop_id=shop.id, key="a" * 22, at=AT)


@pytest.fixture
def log_in(client: Client) -> Callable[..., StaffCard]:
    """A member of the shop's staff in this role, logged in."""

    def run(shop: ShopCard, role: str = AGENT) -> StaffCard:
        card = hire(
            shop_id=shop.id,
            login=f"{role}-{shop.slug}",
            name="林晓",
            agent_number=role[:3],
            role=role,
            password="quite-long-and-odd-77",
            by=program(shop.id),
            at=AT,
        )
        client.force_login(Staff.objects.get(pk=card.id), "django.contrib.auth.backends.ModelBackend")
        return card

    return run
