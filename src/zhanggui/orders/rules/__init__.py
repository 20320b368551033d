"""Pure decisions about orders: snapshots, lines, money, receivers, claims."""

from __future__ import annotations

from zhanggui.orders.rules.claims import (
    CLAIM,
    OPEN,
    REFUSED,
    TRIES_A_DAY,
    TRIES_AN_ORDER,
    VERIFIED,
    order_number,
    plain,
    proves,
    tries_left,
)
from zhanggui.orders.rules.lines import (
    LineMarks,
    line_of_refund,
    refund_words,
    same_lines,
)
from zhanggui.orders.rules.money import (
    FEE,
    MONEY_KINDS,
    MONEY_TITLES,
    PAID,
    REFUNDED,
    SETTLED,
    Account,
    Movement,
    account,
    movements,
)
from zhanggui.orders.rules.receiver import (
    masked_name,
    masked_phone,
    phone_tail,
    region,
)
from zhanggui.orders.rules.stages import (
    HELD_STATUSES,
    STAGES,
    Stage,
    holds_goods,
)
from zhanggui.orders.rules.telling import (
    Told,
    Verdict,
    happened_after,
    hides,
    weigh,
)

__all__ = [
    "CLAIM",
    "FEE",
    "HELD_STATUSES",
    "MONEY_KINDS",
    "MONEY_TITLES",
    "OPEN",
    "PAID",
    "REFUNDED",
    "REFUSED",
    "SETTLED",
    "STAGES",
    "TRIES_AN_ORDER",
    "TRIES_A_DAY",
    "VERIFIED",
    "Account",
    "LineMarks",
    "Movement",
    "Stage",
    "Told",
    "Verdict",
    "account",
    "happened_after",
    "hides",
    "holds_goods",
    "line_of_refund",
    "masked_name",
    "masked_phone",
    "movements",
    "order_number",
    "phone_tail",
    "plain",
    "proves",
    "refund_words",
    "region",
    "same_lines",
    "tries_left",
    "weigh",
]
