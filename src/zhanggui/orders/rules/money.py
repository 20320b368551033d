"""Where an order's money went, and how its sums are explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from zhanggui.orders.rules.telling import Told

PAID, REFUNDED, SETTLED, FEE = "paid", "refunded", "settled", "fee"
MONEY_TITLES = MappingProxyType({PAID: "实付", REFUNDED: "退款", SETTLED: "到账", FEE: "服务费"})
MONEY_KINDS = tuple(MONEY_TITLES)
# The kind, the column that tells its sum so far, which way it goes, and the column that says when.
_MONEY = (
    (PAID, "paid_fen", 1, "paid_at"),
    (REFUNDED, "refund_fen", -1, None),
    (SETTLED, "settled_fen", 1, "finished_at"),
    (FEE, "fee_fen", -1, "finished_at"),
)


@dataclass(frozen=True)
class Movement:
    """Money of an order that moved: `fen` is plus for paid and settled, minus for refunded and fee."""

    kind: str
    fen: int
    at: datetime


def movements(known: Told | None, after: Told) -> list[Movement]:
    """What must be appended so that each kind's entries add up to what is told now.

    Where no instant is told for a movement, it is the latest that is told of the order.
    """
    found = []
    for kind, column, sign, when in _MONEY:
        sum_now, sum_before = after.values[column] or 0, (known.values[column] or 0) if known else 0
        at = (after.values[when] if when else None) or after.seen_at
        if sum_now != sum_before and at:
            found.append(Movement(kind, sign * (sum_now - sum_before), at))
    return found


@dataclass(frozen=True)
class Account:
    """An order's money explained, in fen; None where no source has said enough.

    `listed` is what the lines cost as listed; `discount` is what the goods cost less than that, and
    `surplus` what they cost more (a price that was raised, or a line that is missing). `unexplained` is what
    the marketplace's own total differs from goods plus postage.
    """

    listed: int | None
    discount: int | None
    surplus: int | None
    goods: int | None
    postage: int | None
    total: int | None
    unexplained: int | None


def account(
    lines: Sequence[tuple[int | None, int | None]],
    *,
    goods: int | None,
    postage: int | None,
    total: int | None,
) -> Account:
    """`lines` are (price of a piece, quantity). 总金额 = 应付货款 + 应付邮费."""
    costs = [price * quantity for price, quantity in lines if price is not None and quantity is not None]
    listed = sum(costs) if lines and len(costs) == len(lines) else None
    less = None if listed is None or goods is None else listed - goods
    known = None not in (goods, postage, total)
    return Account(
        listed=listed,
        discount=max(less, 0) if less is not None else None,
        surplus=max(-less, 0) if less is not None else None,
        goods=goods,
        postage=postage,
        total=total,
        unexplained=(total or 0) - (goods or 0) - (postage or 0) if known else None,
    )
