from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast, cast

from zhanggui.aftersales.actions import RecordedRefunds, record_refunds
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import RefundSnapshot
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus

__all__ = ["cast"]

HOUR = timedelta(hours=1)
Record = Callable[..., RecordedRefunds]
Snapshot = Callable[..., RefundSnapshot]


@pytest.fixture
def record(cast: Cast) -> Record:
    """Records snapshots in the cast's shop, or in the one that is named."""

    def run(*snapshots: RefundSnapshot, shop_id: int = cast.shop.id, at: Any = AT) -> RecordedRefunds:
        return record_refunds(shop_id=shop_id, snapshots=snapshots, by=program(shop_id, "测试导入"), at=at)

    return run


@pytest.fixture
def snapshot() -> Snapshot:
    """A refund that was asked for an hour ago, of goods that have not left, with whatever differs."""

    def make(number: str = "77880000000000001", **differing: Any) -> RefundSnapshot:
        applied_at = differing.get("applied_at", AT - HOUR)
        told: dict[str, Any] = {
            "number": number,
            "order_number": "2231958349120001",
            "status": RefundStatus.WAIT_SELLER_AGREE,
            "status_text": "买家已经申请退款，等待卖家同意",
            "applied_at": applied_at,
            "seen_at": applied_at,
            "kind": RefundKind.REFUND_ONLY,
            "goods": GoodsState.NOT_SHIPPED,
            "goods_text": "未发货",
            "amount_fen": 10050,
            "reason": "不想要了",
            "item_title": "羊毛针织衫 浅杏",
        }
        return RefundSnapshot(**told | differing)

    return make
