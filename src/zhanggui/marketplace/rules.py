"""The gate's words for a trade and a refund: status codes as the marketplaces' interfaces spell them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
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
    bare = _bare(text)
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


# An errand

ASKED, DONE, FAILED, WITHDRAWN = "asked", "done", "failed", "withdrawn"
ERRAND = Moves(
    name="外部请求",
    first=ASKED,
    table={
        (ASKED, "do"): DONE,
        (ASKED, "fail"): FAILED,
        (ASKED, "withdraw"): WITHDRAWN,  # something newer is asked for instead
        (FAILED, "ask"): ASKED,
        (FAILED, "do"): DONE,  # by hand, or late
        (FAILED, "withdraw"): WITHDRAWN,
        (WITHDRAWN, "do"): DONE,  # it was under way already
        (WITHDRAWN, "ask"): ASKED,  # the very same is wanted after all
    },
)
ERRAND_TITLES = MappingProxyType({ASKED: "已请求", DONE: "已完成", FAILED: "没有成功", WITHDRAWN: "不用了"})
ERRAND_KEY_LETTERS, ERRAND_RESULT_LETTERS = 120, 300
MOST_ATTEMPTS = 5
# Whoever took an errand and did not end it within this time is taken for gone.
ERRAND_LEASE = timedelta(minutes=2)
# Whoever asked for errands within this time is taken to perform them.
TAKER_THERE = timedelta(minutes=10)


# Refunds


class Side(StrEnum):
    """Whose move it is."""

    SELLER = "seller"
    BUYER = "buyer"
    NOBODY = ""


class RefundStatus(StrEnum):
    """Codes of the open platform's refund and dispute interfaces (refund.status)."""

    WAIT_SELLER_AGREE = "WAIT_SELLER_AGREE"
    WAIT_BUYER_RETURN_GOODS = "WAIT_BUYER_RETURN_GOODS"
    WAIT_SELLER_CONFIRM_GOODS = "WAIT_SELLER_CONFIRM_GOODS"
    SELLER_REFUSE_BUYER = "SELLER_REFUSE_BUYER"
    CLOSED = "CLOSED"
    SUCCESS = "SUCCESS"
    WAIT_BUYER_CONFIRM_REDO_SEND_GOODS = "WAIT_BUYER_CONFIRM_REDO_SEND_GOODS"
    WAIT_SELLER_CONFIRM_RETURN_ADDRESS = "WAIT_SELLER_CONFIRM_RETURN_ADDRESS"
    WAIT_SELLER_CONSIGN_GOODS_TMALL = "WAIT_SELLER_CONSIGN_GOOGDS"  # the platform's own spelling
    WAIT_SELLER_CONSIGN_GOODS = "WAIT_SELLER_CONSIGN_GOODS"
    WAIT_BUYER_CONFIRM_EXCHANGE = "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS"
    EXCHANGE_WAIT_BUYER_CONFIRM_GOODS = "EXCHANGE_WAIT_BUYER_CONFIRM_GOODS"
    EXCHANGE_TRANSFORM_TO_REFUND = "EXCHANGE_TRANSFORM_TO_REFUND"
    POST_FEE_DISPUTE_WAIT_ACTIVATE = "POST_FEE_DISPUTE_WAIT_ACTIVATE"
    WAIT_SELLER_REFUND = "WAIT_SELLER_REFUND"

    @property
    def label(self) -> str:
        return _REFUND_MEANINGS[self][0]

    @property
    def acts(self) -> Side:
        return _REFUND_MEANINGS[self][1]

    @property
    def waits_for_us(self) -> bool:
        return self.acts == Side.SELLER


_REFUND_MEANINGS: MappingProxyType[RefundStatus, tuple[str, Side]] = MappingProxyType(
    {
        RefundStatus.WAIT_SELLER_AGREE: ("等待卖家同意", Side.SELLER),
        RefundStatus.WAIT_BUYER_RETURN_GOODS: ("等待买家退货", Side.BUYER),
        RefundStatus.WAIT_SELLER_CONFIRM_GOODS: ("买家已退货,等待卖家确认收货", Side.SELLER),
        RefundStatus.SELLER_REFUSE_BUYER: ("卖家已拒绝,等待买家修改", Side.BUYER),
        RefundStatus.CLOSED: ("退款关闭", Side.NOBODY),
        RefundStatus.SUCCESS: ("退款成功", Side.NOBODY),
        RefundStatus.WAIT_BUYER_CONFIRM_REDO_SEND_GOODS: ("等待买家确认重新邮寄的货物", Side.BUYER),
        RefundStatus.WAIT_SELLER_CONFIRM_RETURN_ADDRESS: ("等待卖家确认退货地址", Side.SELLER),
        RefundStatus.WAIT_SELLER_CONSIGN_GOODS_TMALL: ("等待卖家发出换货", Side.SELLER),
        RefundStatus.WAIT_SELLER_CONSIGN_GOODS: ("等待卖家发出换货", Side.SELLER),
        RefundStatus.WAIT_BUYER_CONFIRM_EXCHANGE: ("等待买家确认换货", Side.BUYER),
        RefundStatus.EXCHANGE_WAIT_BUYER_CONFIRM_GOODS: ("换货已发出,等待买家确认收货", Side.BUYER),
        RefundStatus.EXCHANGE_TRANSFORM_TO_REFUND: ("换货关闭,转退货退款", Side.SELLER),
        RefundStatus.POST_FEE_DISPUTE_WAIT_ACTIVATE: ("退运费单待激活", Side.SELLER),
        RefundStatus.WAIT_SELLER_REFUND: ("已收到退货,等待卖家退款", Side.SELLER),
    }
)


class RefundKind(StrEnum):
    """What the buyer asks for (dispute_type; 「售后类型」 of the export of 2025)."""

    REFUND_ONLY = "refund_only"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESEND = "resend"
    REPAIR = "repair"
    POSTAGE = "postage"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = MappingProxyType(
    {
        RefundKind.REFUND_ONLY: "仅退款",
        RefundKind.RETURN: "退货退款",
        RefundKind.EXCHANGE: "换货",
        RefundKind.RESEND: "补寄",
        RefundKind.REPAIR: "维修",
        RefundKind.POSTAGE: "退运费",
    }
)


class GoodsState(StrEnum):
    """Where the goods are (good_status; 「货物状态」)."""

    NOT_SHIPPED = "not_shipped"
    SHIPPED = "shipped"
    NOT_RECEIVED = "not_received"
    RECEIVED = "received"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        return _GOODS_LABELS[self]


_GOODS_LABELS = MappingProxyType(
    {
        GoodsState.NOT_SHIPPED: "未发货",
        GoodsState.SHIPPED: "已发货",
        GoodsState.NOT_RECEIVED: "未收到货",
        GoodsState.RECEIVED: "已收到货",
        GoodsState.RETURNED: "已退货",
    }
)

# Texts of the interfaces' own documents (both of the two-number states 1-14) and of the seller's pages,
# half-width, without spaces, with 已经 as 已, 商家 as 卖家 and 待卖家 for 等待卖家.
_REFUND_TEXTS = MappingProxyType(
    {
        "买家已申请退款,待卖家同意": RefundStatus.WAIT_SELLER_AGREE,
        "待卖家同意": RefundStatus.WAIT_SELLER_AGREE,
        "待卖家处理": RefundStatus.WAIT_SELLER_AGREE,
        "换货待处理": RefundStatus.WAIT_SELLER_AGREE,
        "退款待处理": RefundStatus.WAIT_SELLER_AGREE,
        "卖家已同意,待买家退货": RefundStatus.WAIT_BUYER_RETURN_GOODS,
        "卖家已同意退款,待买家退货": RefundStatus.WAIT_BUYER_RETURN_GOODS,
        "待买家退货": RefundStatus.WAIT_BUYER_RETURN_GOODS,
        "买家已退货,待卖家确认收货": RefundStatus.WAIT_SELLER_CONFIRM_GOODS,
        "待卖家确认收货": RefundStatus.WAIT_SELLER_CONFIRM_GOODS,
        "待卖家收货": RefundStatus.WAIT_SELLER_CONFIRM_GOODS,
        "买家已退货,待收货": RefundStatus.WAIT_SELLER_CONFIRM_GOODS,
        "卖家拒绝退款": RefundStatus.SELLER_REFUSE_BUYER,
        "卖家已拒绝": RefundStatus.SELLER_REFUSE_BUYER,
        "待买家修改": RefundStatus.SELLER_REFUSE_BUYER,
        "退款关闭": RefundStatus.CLOSED,
        "换货关闭": RefundStatus.CLOSED,
        "售后关闭": RefundStatus.CLOSED,
        "退款成功": RefundStatus.SUCCESS,
        "换货成功": RefundStatus.SUCCESS,
        "售后成功": RefundStatus.SUCCESS,
        "待买家确认重新邮寄的货物": RefundStatus.WAIT_BUYER_CONFIRM_REDO_SEND_GOODS,
        "待卖家确认退货地址": RefundStatus.WAIT_SELLER_CONFIRM_RETURN_ADDRESS,
        "卖家确认收货,待卖家发货": RefundStatus.WAIT_SELLER_CONSIGN_GOODS,
        "卖家确认收货待卖家发货": RefundStatus.WAIT_SELLER_CONSIGN_GOODS,
        "待发出换货商品": RefundStatus.WAIT_SELLER_CONSIGN_GOODS,
        "待买家确认换货卖家发货商品": RefundStatus.WAIT_BUYER_CONFIRM_EXCHANGE,
        "换货:卖家已发货,待买家确认收货": RefundStatus.EXCHANGE_WAIT_BUYER_CONFIRM_GOODS,
        "待买家收货": RefundStatus.EXCHANGE_WAIT_BUYER_CONFIRM_GOODS,
        "换货关闭,转退货退款": RefundStatus.EXCHANGE_TRANSFORM_TO_REFUND,
        "请退款": RefundStatus.EXCHANGE_TRANSFORM_TO_REFUND,
        "邮费单已创建,待激活": RefundStatus.POST_FEE_DISPUTE_WAIT_ACTIVATE,
        "卖家已收到退货,待卖家退款": RefundStatus.WAIT_SELLER_REFUND,
        "待卖家退款": RefundStatus.WAIT_SELLER_REFUND,
    }
)
_REFUND_BY_CODE = MappingProxyType({str(status): status for status in RefundStatus})
_KIND_TEXTS = MappingProxyType(
    {kind.label: kind for kind in RefundKind}
    | {"我要退款": RefundKind.REFUND_ONLY, "天猫换货": RefundKind.EXCHANGE, "淘宝换货": RefundKind.EXCHANGE}
)
_GOODS_TEXTS = MappingProxyType({state.label: state for state in GoodsState})


def refund_status_from_export(text: str) -> RefundStatus:
    """The status that an export's text (or code) means; ValueError when nobody has taught us the text."""
    bare = _bare(text).replace("已经", "已").replace("商家", "卖家").replace("等待", "待")
    # 「换货」 in brackets behind a status only says which kind it is of.
    found = _REFUND_BY_CODE.get(bare) or _REFUND_TEXTS.get(bare.removesuffix("(换货)"))
    if found is None:
        message = f"unknown refund status: {text!r}"
        raise ValueError(message)
    return found


def refund_kind_from_export(text: str) -> RefundKind | None:
    return _KIND_TEXTS.get(_bare(text))


def goods_state_from_export(text: str) -> GoodsState | None:
    return _GOODS_TEXTS.get(_bare(text).replace("已经", "已").removeprefix("买家").removeprefix("卖家"))


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))
