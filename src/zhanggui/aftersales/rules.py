"""Until when the shop must answer a refund, and whether it is worth a task."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from zhanggui.foundation.money import yuan
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus


class Clock(StrEnum):
    """Which of the platform's time-outs runs against the seller."""

    UNSHIPPED = "unshipped"
    UNRECEIVED = "unreceived"
    RECEIVED = "received"
    RETURN = "return"
    CONFIRM = "confirm"


_CONFIRMS = frozenset({RefundStatus.WAIT_SELLER_CONFIRM_GOODS, RefundStatus.WAIT_SELLER_REFUND})
_HANDS_BACK = frozenset({RefundKind.RETURN, RefundKind.EXCHANGE, RefundKind.REPAIR, RefundKind.RESEND})
_ON_THE_WAY = frozenset({GoodsState.SHIPPED, GoodsState.NOT_RECEIVED})
_ARRIVED = frozenset({GoodsState.RECEIVED, GoodsState.RETURNED})


def clock_of(
    status: RefundStatus, *, goods: GoodsState | None, kind: RefundKind | None, needs_return: bool | None
) -> Clock | None:
    """None when it is not the seller's move. What is not known is taken for what leaves less time."""
    if not status.waits_for_us:
        return None
    if status in _CONFIRMS:
        return Clock.CONFIRM
    if status != RefundStatus.WAIT_SELLER_AGREE:
        return Clock.RETURN
    return _to_agree(goods, kind, needs_return=bool(needs_return))


def _to_agree(goods: GoodsState | None, kind: RefundKind | None, *, needs_return: bool) -> Clock:
    if goods == GoodsState.NOT_SHIPPED:
        return Clock.UNSHIPPED
    if kind in _HANDS_BACK or (kind is None and needs_return):
        return Clock.RETURN
    if goods in _ON_THE_WAY:
        return Clock.UNRECEIVED
    if goods in _ARRIVED or kind == RefundKind.POSTAGE:
        return Clock.RECEIVED
    return Clock.UNSHIPPED


def asks_for_a_task(
    *, due_at: datetime | None, known_at: datetime, fresh_since: datetime, at: datetime
) -> bool:
    """Whether a refund, as it was known at an instant, belongs on the worklist; one without a deadline
    waits for somebody else.

    One that is overdue does while the news of it is fresh: the platform still waits for us. What waited
    in an old file was over long ago.
    """
    return due_at is not None and (due_at > at or known_at >= fresh_since)


_STEPPED_IN = re.compile("介入|举证|初审|复审|支持|申诉|需要客服|小二")
_NOT_STEPPED_IN = re.compile("未|不需|无需|没有|撤销|完成")


def stepped_in(intervention: str | None) -> bool:
    """Whether the platform's own people are deciding."""
    text = unicodedata.normalize("NFKC", intervention or "")
    return bool(_STEPPED_IN.search(text)) and not _NOT_STEPPED_IN.search(text)


def task_title(*, number: str, status: RefundStatus, amount_fen: int | None, item_title: str | None) -> str:
    asked = [] if amount_fen is None else [f"¥{yuan(amount_fen)}"]
    parts = [f"{status.label}", *asked, *([item_title] if item_title else []), number]
    return " · ".join(parts)
