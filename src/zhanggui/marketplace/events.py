"""What a marketplace told us, in our own words. Connectors make these, rooms above record them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus, TradeStatus


@dataclass(frozen=True, kw_only=True)
class OrderSnapshot:
    """One order as it stood at one instant.

    None means that the source does not say; an empty text or tuple means that it says "none".
    Money is in fen, instants are aware.
    `seen_at` is the latest instant that the source gives for the order itself. `told_at` is when the
    source was made (an export's own time, when known): of two snapshots with the same `seen_at` the
    one that was told later is newer, for a parcel may leave without any instant of its own.
    `remark` is the seller's memo, `flag` the colour beside it (0 to 5, as the marketplaces number them).
    `extra` keeps, by the source's own names, what is not used yet.
    """

    number: str
    status: TradeStatus
    status_text: str
    created_at: datetime
    seen_at: datetime
    told_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    finished_at: datetime | None = None
    close_reason: str | None = None
    buyer_nick: str | None = None
    title: str | None = None
    item_count: int | None = None
    goods_fen: int | None = None
    postage_fen: int | None = None
    total_fen: int | None = None
    paid_fen: int | None = None
    refund_fen: int | None = None
    settled_fen: int | None = None
    fee_fen: int | None = None
    receiver_name: str | None = None
    receiver_phone: str | None = None
    receiver_address: str | None = None
    courier: str | None = None
    waybills: tuple[str, ...] | None = None
    remark: str | None = None
    buyer_message: str | None = None
    flag: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LineSnapshot:
    """One line (子订单) of an order as it stood at one instant; None as in OrderSnapshot.

    `price_fen` is of one piece, as listed; `payable_fen` and `paid_fen` are of the whole line. `oid` is the
    line's own number, which lists before 2022 do not give: there a line is known by what it sells.
    """

    order_number: str
    oid: str | None = None
    seen_at: datetime | None = None
    told_at: datetime | None = None
    status: TradeStatus | None = None
    status_text: str | None = None
    title: str | None = None
    price_fen: int | None = None
    quantity: int | None = None
    item_number: str | None = None
    item_outer_id: str | None = None
    sku_outer_id: str | None = None
    properties: str | None = None
    package: str | None = None
    remark: str | None = None
    payable_fen: int | None = None
    paid_fen: int | None = None
    refund_status: str | None = None
    refund_fen: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One movement on the shop's payment account, as its statement has it. `fen` is plus for what came in.

    `order_number` is the marketplace order that it belongs to, where the statement says so.
    """

    serial: str
    at: datetime
    fen: int
    kind: str
    order_number: str | None = None
    merchant_number: str = ""
    business_serial: str = ""
    title: str = ""
    party: str = ""
    balance_fen: int | None = None
    channel: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundSnapshot:
    """One refund as it stood at one instant; None, `seen_at`, `told_at` and `extra` as in an order's.

    `goods` and `kind` are None for a text that nobody has taught us. `amount_fen` is what the buyer asks
    for; `total_fen` what goes back altogether, to the buyer and to the platform. `by_system`: the platform
    paid it back, not the shop. `deadline_at` is the source's own, which wins over any setting of ours.
    """

    number: str
    order_number: str
    status: RefundStatus
    status_text: str
    applied_at: datetime
    seen_at: datetime
    told_at: datetime | None = None
    kind: RefundKind | None = None
    goods: GoodsState | None = None
    goods_text: str | None = None
    needs_return: bool | None = None
    amount_fen: int | None = None
    total_fen: int | None = None
    to_buyer_fen: int | None = None
    to_platform_fen: int | None = None
    paid_fen: int | None = None
    paid_at: datetime | None = None
    finished_at: datetime | None = None
    deadline_at: datetime | None = None
    reason: str | None = None
    explanation: str | None = None
    intervention: str | None = None
    by_system: bool | None = None
    is_full: bool | None = None
    payment_number: str | None = None
    item_number: str | None = None
    item_code: str | None = None
    item_title: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place: line and column as the sender's file has them, the cell as found.

    `refused` when the row stayed out because of it.
    """

    line: int
    column: str
    reason: str
    raw: str
    refused: bool = True


@dataclass(frozen=True)
class ErrandEnded:
    """The outside answered a request: `state` is done or failed, `at` in ISO 8601."""

    shop_id: int
    errand_id: int
    kind: str
    thing: str
    thing_id: int
    state: str
    at: str
