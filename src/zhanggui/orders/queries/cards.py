from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zhanggui.marketplace.rules import StatusGroup, TradeStatus
from zhanggui.orders import rules
from zhanggui.orders.models import Order

if TYPE_CHECKING:
    from zhanggui.orders.queries.details import OrderDetails
    from zhanggui.orders.queries.remarks import MemoCard

# Columns that no card shows.
UNSEEN = ("extra", "words", "number_backwards")


@dataclass(frozen=True)
class Receiver:
    name: str
    phone: str
    address: str

    @property
    def known(self) -> bool:
        return bool(self.name or self.phone or self.address)


@dataclass(frozen=True)
class OrderCard:
    """An order as it may be shown: its receiver is masked."""

    id: int
    shop_id: int
    number: str
    buyer_id: int | None
    buyer_nick: str | None
    status: TradeStatus
    status_text: str
    close_reason: str
    title: str
    item_count: int | None
    goods_fen: int | None
    postage_fen: int | None
    total_fen: int | None
    paid_fen: int | None
    refund_fen: int | None
    created_at: datetime
    paid_at: datetime | None
    receiver: Receiver
    courier: str
    waybills: tuple[str, ...]
    remark: str
    buyer_message: str
    seen_at: datetime
    shipped_at: datetime | None = None
    finished_at: datetime | None = None
    told_at: datetime | None = None
    flag: int | None = None
    details: OrderDetails | None = None  # where they were asked for
    memo: MemoCard | None = None  # the same

    @property
    def unpaid(self) -> bool:
        return self.status.group == StatusGroup.UNPAID

    @property
    def sums_differ(self) -> bool:
        """Whether the marketplace's own total is not its goods plus postage."""
        parts = (self.goods_fen, self.postage_fen, self.total_fen)
        return None not in parts and (self.goods_fen or 0) + (self.postage_fen or 0) != self.total_fen


@dataclass(frozen=True)
class ClaimCard:
    number: str
    state: str
    tries: int
    at: datetime


def order_card(order: Order) -> OrderCard:
    return OrderCard(
        id=order.pk,
        shop_id=order.shop_id,
        number=order.number,
        buyer_id=order.buyer_id,
        buyer_nick=order.buyer_nick,
        status=TradeStatus(order.status),
        status_text=order.status_text,
        close_reason=order.close_reason or "",
        title=order.title or "",
        item_count=order.item_count,
        goods_fen=order.goods_fen,
        postage_fen=order.postage_fen,
        total_fen=order.total_fen,
        paid_fen=order.paid_fen,
        refund_fen=order.refund_fen,
        created_at=order.created_at,
        paid_at=order.paid_at,
        receiver=Receiver(
            name=rules.masked_name(order.receiver_name),
            phone=rules.masked_phone(order.receiver_phone),
            address=rules.region(order.receiver_address),
        ),
        courier=order.courier or "",
        waybills=tuple((order.waybill or "").split()),
        remark=order.remark or "",
        buyer_message=order.buyer_message or "",
        seen_at=order.seen_at,
        shipped_at=order.shipped_at,
        finished_at=order.finished_at,
        told_at=order.told_at,
        flag=order.flag,
    )
