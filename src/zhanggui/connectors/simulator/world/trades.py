"""An order as the marketplace keeps it: what happened to it, and how it is told at any instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from zhanggui.connectors.simulator.world.people import Person
from zhanggui.connectors.simulator.world.shelf import Article, Kind
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot, RefundSnapshot
from zhanggui.marketplace.rules import (
    REASON_NOT_CLOSED,
    REASON_REFUNDED,
    GoodsState,
    RefundKind,
    RefundStatus,
    TradeStatus,
)

NEVER_PAID = "买家未付款"
_OVER = frozenset({TradeStatus.FINISHED, TradeStatus.CLOSED, TradeStatus.CLOSED_BY_TAOBAO})


@dataclass(frozen=True)
class Line:
    article: Article
    kind: Kind
    quantity: int = 1

    @property
    def fen(self) -> int:
        return self.article.price_fen * self.quantity


@dataclass
class Return:
    """A refund that the buyer asked for."""

    number: str
    kind: RefundKind
    status: RefundStatus
    applied_at: datetime
    reason: str
    seen_at: datetime
    finished_at: datetime | None = None


@dataclass
class Trade:
    """One order. Every change names its instant: what was told before is older."""

    number: str
    person: Person
    lines: tuple[Line, ...]
    created_at: datetime
    postage_fen: int = 0
    buyer_message: str = ""
    memo: str = ""
    flag: int = 0
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    finished_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    courier: str = ""
    waybill: str = ""
    returns: list[Return] = field(default_factory=list)
    seen_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.seen_at = self.created_at

    @property
    def goods_fen(self) -> int:
        return sum(line.fen for line in self.lines)

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.postage_fen

    @property
    def refunded_fen(self) -> int:
        return self.goods_fen if any(one.status == RefundStatus.SUCCESS for one in self.returns) else 0

    @property
    def status(self) -> TradeStatus:
        if self.closed_at:
            return TradeStatus.CLOSED if self.paid_at else TradeStatus.CLOSED_BY_TAOBAO
        if self.finished_at:
            return TradeStatus.FINISHED
        if self.shipped_at:
            return TradeStatus.WAIT_BUYER_CONFIRM_GOODS
        return TradeStatus.WAIT_SELLER_SEND_GOODS if self.paid_at else TradeStatus.WAIT_BUYER_PAY

    @property
    def over(self) -> bool:
        return self.status in _OVER

    # What happens to it.

    def pay(self, at: datetime) -> None:
        self.paid_at = self.seen_at = at

    def ship(self, courier: str, waybill: str, at: datetime) -> None:
        self.courier, self.waybill = courier, waybill
        self.shipped_at = self.seen_at = at

    def finish(self, at: datetime) -> None:
        self.finished_at = self.seen_at = at

    def close(self, reason: str, at: datetime) -> None:
        self.close_reason = reason
        self.closed_at = self.seen_at = at

    def note(self, memo: str, flag: int, at: datetime) -> None:
        self.memo, self.flag, self.seen_at = memo, flag, at

    def ask_back(self, one: Return) -> None:
        self.returns.append(one)
        self.seen_at = one.applied_at

    def settle_return(self, one: Return, status: RefundStatus, at: datetime) -> None:
        one.status, one.seen_at, self.seen_at = status, at, at
        if status in {RefundStatus.SUCCESS, RefundStatus.CLOSED}:
            one.finished_at = at
        if status == RefundStatus.SUCCESS and self.finished_at is None:
            self.close(REASON_REFUNDED, at)

    # How it is told.

    def snapshot(self, told_at: datetime) -> OrderSnapshot:
        status = self.status
        return OrderSnapshot(
            number=self.number,
            status=status,
            status_text=status.label,
            created_at=self.created_at,
            seen_at=self.seen_at,
            told_at=told_at,
            paid_at=self.paid_at,
            shipped_at=self.shipped_at,
            finished_at=self.finished_at,
            close_reason=self.close_reason or REASON_NOT_CLOSED,
            buyer_nick=self.person.nick,
            title=",".join(line.article.title for line in self.lines),
            item_count=sum(line.quantity for line in self.lines),
            goods_fen=self.goods_fen,
            postage_fen=self.postage_fen,
            total_fen=self.total_fen,
            paid_fen=self.total_fen if self.paid_at else 0,
            refund_fen=self.refunded_fen,
            receiver_name=self.person.receiver,
            receiver_phone=self.person.phone,
            receiver_address=self.person.address,
            courier=self.courier,
            waybills=(self.waybill,) if self.waybill else (),
            remark=self.memo,
            flag=self.flag,
            buyer_message=self.buyer_message,
        )

    def line_snapshots(self, told_at: datetime) -> Iterator[LineSnapshot]:
        status = self.status
        for place, line in enumerate(self.lines, 1):
            yield LineSnapshot(
                order_number=self.number,
                oid=f"{self.number}{place:02d}",
                seen_at=self.seen_at,
                told_at=told_at,
                status=status,
                status_text=status.label,
                title=line.article.title,
                price_fen=line.article.price_fen,
                quantity=line.quantity,
                item_number=line.article.number,
                item_outer_id=line.article.code,
                sku_outer_id=line.kind.code,
                properties=line.kind.properties,
                payable_fen=line.fen,
                paid_fen=line.fen if self.paid_at else 0,
            )

    def refund_snapshots(self, told_at: datetime) -> Iterator[RefundSnapshot]:
        for one in self.returns:
            yield RefundSnapshot(
                number=one.number,
                order_number=self.number,
                status=one.status,
                status_text=one.status.label,
                applied_at=one.applied_at,
                seen_at=one.seen_at,
                told_at=told_at,
                kind=one.kind,
                goods=self._goods_are(),
                needs_return=one.kind == RefundKind.RETURN,
                amount_fen=self.goods_fen,
                total_fen=self.goods_fen,
                paid_fen=self.total_fen,
                paid_at=self.paid_at,
                finished_at=one.finished_at,
                reason=one.reason,
                item_number=self.lines[0].article.number,
                item_code=self.lines[0].kind.code,
                item_title=self.lines[0].article.title,
            )

    def _goods_are(self) -> GoodsState:
        if self.finished_at:
            return GoodsState.RECEIVED
        return GoodsState.NOT_RECEIVED if self.shipped_at else GoodsState.NOT_SHIPPED
