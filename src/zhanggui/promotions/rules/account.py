"""A quote: what a cart costs, and what became of every offer. Named tuples, because a million are made."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from zhanggui.promotions.rules.offers import Level


class Deduction(NamedTuple):
    """What one rule took off one line (or off a postage)."""

    offer: str  # its key
    name: str
    level: Level
    fen: int


class QuotedLine(NamedTuple):
    """`list_fen` less the deductions is `final_fen`. `due_fen`: what is paid now; of a presale line that is
    the deposit, or what the deposit leaves."""

    key: str
    list_fen: int
    deductions: tuple[Deduction, ...]
    final_fen: int
    due_fen: int


class Gift(NamedTuple):
    offer: str
    shop: str
    name: str
    times: int


class QuotedOrder(NamedTuple):
    """What one shop gets. `total_fen` is its lines' final amounts and the postage."""

    shop: str
    lines_fen: int
    postage_list_fen: int
    postage_deductions: tuple[Deduction, ...]
    postage_fen: int
    total_fen: int
    due_fen: int


class Applied(NamedTuple):
    """`tier`: which of the offer's tiers, from 0; `times`: how often it counts; vouchers: how many.
    `counted_fen`: what its lines came to before it, which is held against thresholds."""

    offer: str
    name: str
    level: Level
    fen: int
    lines: tuple[str, ...]
    tier: int = 0
    times: int = 1
    counted_fen: int = 0


class Reason(StrEnum):
    """Why an offer, a coupon or a voucher took nothing off."""

    NOT_YET = "not_yet"
    OVER = "over"
    NO_LINE = "no_line"  # nothing in the cart is in its scope
    LACKS_FEN = "lacks_fen"
    LACKS_PIECES = "lacks_pieces"
    OTHER = "other"  # another of the same level holds the lines, and takes more
    BARRED = "barred"  # an offer on the lines lets nothing of this level act
    USED_UP = "used_up"  # the buyer has had all the pieces
    NOTHING_OFF = "nothing_off"  # it would not make anything cheaper
    SUSPENDED = "suspended"  # a marketplace event suspends it
    NOT_CHOSEN = "not_chosen"  # another choice costs less
    FAR = "far"  # no free postage to there
    NOT_MERCHANT = "not_merchant"  # the shop does not take part in the event
    NO_GROUP = "no_group"  # the shop chose no tiers for the category
    NO_CATEGORY = "no_category"  # nobody knows the line's category
    NOT_KNOWN = "not_known"  # nobody knows how many vouchers the buyer holds
    HELD = "held"  # the buyer holds none, or no more
    CAP = "cap"  # the order has all that one order may have
    DEPOSIT = "deposit"  # a deposit is paid as it is


class NotApplied(NamedTuple):
    """`lacks`: fen or pieces to the threshold; `by`: the key of the offer that stands in its way."""

    offer: str
    name: str
    level: Level
    reason: Reason
    lacks: int = 0
    by: str = ""
    lines: tuple[str, ...] = ()


class PoolUse(NamedTuple):
    """Lines whose tier groups are identical, and the vouchers that they use together."""

    lines: tuple[str, ...]
    amount_fen: int
    allowed: int
    vouchers: int
    fen: int
    by_shop: tuple[tuple[str, int], ...]  # what each shop's order gets of it


class Quote(NamedTuple):
    """`saved_fen` is list prices and postage less `total_fen`; `due_fen` what is paid now. `coupons` are the
    keys of those that were used."""

    at: datetime
    lines: tuple[QuotedLine, ...]
    orders: tuple[QuotedOrder, ...]
    applied: tuple[Applied, ...]
    not_applied: tuple[NotApplied, ...]
    pools: tuple[PoolUse, ...]
    gifts: tuple[Gift, ...]
    coupons: tuple[str, ...]
    list_fen: int
    saved_fen: int
    total_fen: int
    due_fen: int
