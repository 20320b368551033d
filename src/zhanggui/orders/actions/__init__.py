from __future__ import annotations

from zhanggui.orders.actions.cases import LineRefund, mirror_refunds
from zhanggui.orders.actions.claims import CannotClaim, ClaimAnswer, claim_order
from zhanggui.orders.actions.lines import RecordedLines, record_lines
from zhanggui.orders.actions.memos import CannotAskMemo, write_memo_again
from zhanggui.orders.actions.pasts import count_purchases
from zhanggui.orders.actions.receivers import CannotReveal, reveal_receiver
from zhanggui.orders.actions.recording import RecordedOrders, record_orders
from zhanggui.orders.actions.remarks import CannotRemark, change_order, remark
from zhanggui.orders.actions.reserving import recount_reservations
from zhanggui.orders.actions.statements import record_statement
from zhanggui.orders.actions.together import recount_together

__all__ = [
    "CannotAskMemo",
    "CannotClaim",
    "CannotRemark",
    "CannotReveal",
    "ClaimAnswer",
    "LineRefund",
    "RecordedLines",
    "RecordedOrders",
    "change_order",
    "claim_order",
    "count_purchases",
    "mirror_refunds",
    "record_lines",
    "record_orders",
    "record_statement",
    "recount_reservations",
    "recount_together",
    "remark",
    "reveal_receiver",
    "write_memo_again",
]
