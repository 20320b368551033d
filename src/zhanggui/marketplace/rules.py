"""The gate's words for a trade: status codes as the marketplaces' interfaces spell them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhanggui.foundation.moves import Moves


class TradeStatus(StrEnum):
    """Codes of the open platform's trade interface (trades.status)."""

    NO_CREATE_PAY = "TRADE_NO_CREATE_PAY"
    WAIT_BUYER_PAY = "WAIT_BUYER_PAY"
    PAY_PENDING = "PAY_PENDING"
    WAIT_PRE_AUTH_CONFIRM = "WAIT_PRE_AUTH_CONFIRM"
    PAID_FORBID_CONSIGN = "PAID_FORBID_CONSIGN"
    WAIT_SELLER_SEND_GOODS = "WAIT_SELLER_SEND_GOODS"
    SELLER_CONSIGNED_PART = "SELLER_CONSIGNED_PART"
    WAIT_BUYER_CONFIRM_GOODS = "WAIT_BUYER_CONFIRM_GOODS"
    BUYER_SIGNED = "TRADE_BUYER_SIGNED"
    FINISHED = "TRADE_FINISHED"
    CLOSED = "TRADE_CLOSED"
    CLOSED_BY_TAOBAO = "TRADE_CLOSED_BY_TAOBAO"

    @property
    def label(self) -> str:
        return _MEANINGS[self].label

    @property
    def group(self) -> StatusGroup:
        return _MEANINGS[self].group

    @property
    def must_not_ship(self) -> bool:
        return _MEANINGS[self].must_not_ship


class StatusGroup(StrEnum):
    """What a status means for the shop's day."""

    UNPAID = "unpaid"
    PAID_HOLD = "paid_hold"
    TO_SHIP = "to_ship"
    SHIPPED = "shipped"
    SIGNED = "signed"
    DONE = "done"
    CLOSED_AFTER_PAY = "closed_after_pay"
    CLOSED_BEFORE_PAY = "closed_before_pay"


@dataclass(frozen=True)
class _Meaning:
    label: str
    group: StatusGroup
    must_not_ship: bool = False


_MEANINGS = MappingProxyType(
    {
        TradeStatus.NO_CREATE_PAY: _Meaning("没有创建支付宝交易", StatusGroup.UNPAID),
        TradeStatus.WAIT_BUYER_PAY: _Meaning("等待买家付款", StatusGroup.UNPAID),
        TradeStatus.PAY_PENDING: _Meaning("信用卡付款确认中", StatusGroup.UNPAID),
        TradeStatus.WAIT_PRE_AUTH_CONFIRM: _Meaning("0元购合约中", StatusGroup.UNPAID),
        TradeStatus.PAID_FORBID_CONSIGN: _Meaning(
            "已付款,禁止发货", StatusGroup.PAID_HOLD, must_not_ship=True
        ),
        TradeStatus.WAIT_SELLER_SEND_GOODS: _Meaning("等待卖家发货", StatusGroup.TO_SHIP),
        TradeStatus.SELLER_CONSIGNED_PART: _Meaning("卖家部分发货", StatusGroup.TO_SHIP),
        TradeStatus.WAIT_BUYER_CONFIRM_GOODS: _Meaning("等待买家确认收货", StatusGroup.SHIPPED),
        TradeStatus.BUYER_SIGNED: _Meaning("买家已签收", StatusGroup.SIGNED),
        TradeStatus.FINISHED: _Meaning("交易成功", StatusGroup.DONE),
        TradeStatus.CLOSED: _Meaning("付款后关闭", StatusGroup.CLOSED_AFTER_PAY),
        TradeStatus.CLOSED_BY_TAOBAO: _Meaning(
            "付款前关闭", StatusGroup.CLOSED_BEFORE_PAY, must_not_ship=True
        ),
    }
)

REASON_NOT_CLOSED = "订单未关闭"
REASON_REFUNDED = "退款"
_CLOSED_TEXT = "交易关闭"

# What the exports write, brought to half-width punctuation without spaces.
_EXPORT_TEXTS = MappingProxyType(
    {
        "没有创建支付宝交易": TradeStatus.NO_CREATE_PAY,
        "等待买家付款": TradeStatus.WAIT_BUYER_PAY,
        "国际信用卡支付付款确认中": TradeStatus.PAY_PENDING,
        "0元购合约中": TradeStatus.WAIT_PRE_AUTH_CONFIRM,
        "已付款但禁止发货": TradeStatus.PAID_FORBID_CONSIGN,
        "买家已付款,等待卖家发货": TradeStatus.WAIT_SELLER_SEND_GOODS,
        "等待卖家发货": TradeStatus.WAIT_SELLER_SEND_GOODS,
        "卖家部分发货": TradeStatus.SELLER_CONSIGNED_PART,
        "卖家已发货,等待买家确认": TradeStatus.WAIT_BUYER_CONFIRM_GOODS,
        "等待买家确认收货": TradeStatus.WAIT_BUYER_CONFIRM_GOODS,
        "买家已签收": TradeStatus.BUYER_SIGNED,
        "交易成功": TradeStatus.FINISHED,
    }
)


def status_from_export(text: str, *, paid: bool, close_reason: str | None) -> TradeStatus:
    """The status that an export's text means; ValueError when nobody has taught us the text.

    Both closings read 交易关闭. A paid order, or one closed for a refund, was closed after the
    payment; any other before it.
    """
    bare = unicodedata.normalize("NFKC", "".join(text.split()))
    if bare == _CLOSED_TEXT:
        after_pay = paid or close_reason == REASON_REFUNDED
        return TradeStatus.CLOSED if after_pay else TradeStatus.CLOSED_BY_TAOBAO
    try:
        return _EXPORT_TEXTS[bare]
    except KeyError:
        message = f"unknown trade status: {text!r}"
        raise ValueError(message) from None


# A delivery

OFFERED, WAITING, RUNNING = "offered", "waiting", "running"
FINISHED, REJECTED, STOPPED = "finished", "rejected", "stopped"
DELIVERY = Moves(
    name="来件",
    first=OFFERED,
    table={
        (OFFERED, "ask"): WAITING,
        (OFFERED, "start"): RUNNING,  # from the command line: whoever brings it has already decided
        (OFFERED, "reject"): REJECTED,  # it is nothing that can be read
        (OFFERED, "stop"): STOPPED,
        (WAITING, "start"): RUNNING,
        (WAITING, "withdraw"): OFFERED,
        (WAITING, "reject"): REJECTED,
        (RUNNING, "start"): RUNNING,  # an interrupted reading begins again: what is known changes nothing
        (RUNNING, "finish"): FINISHED,
        (RUNNING, "reject"): REJECTED,
        (RUNNING, "stop"): STOPPED,  # what had been read stays
    },
)
READABLE_AGAIN = frozenset({FINISHED, STOPPED})
PIECE_BYTES = 1 << 20
# A reading that has begun so often and never came to its end would bring down the next worker too.
MOST_TRIES = 5
