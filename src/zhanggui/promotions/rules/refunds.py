"""What goes back when lines of a checkout are refunded: money, postage, coupons and vouchers.

A refund never prices the other lines anew: they keep the deductions that they were bought with (*chosen*).
What a buyer gets for a line is what was paid for it; its share of coupons is not paid out (*chosen*), nor is
its share of vouchers (*chosen*: `FinePrint.refund_pays` of the event may pay that in money; the vouchers then
stay away, `Why.PAID_OUT`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from zhanggui.promotions.rules.account import PoolUse, Quote, QuotedLine
from zhanggui.promotions.rules.cart import Cart, CartLine, Stage
from zhanggui.promotions.rules.event import VoucherEvent
from zhanggui.promotions.rules.fine_print import RefundPays
from zhanggui.promotions.rules.offers import Level


class WrongRefund(ValueError):  # noqa: N818 - read as "a wrong refund"
    """A refund of a line that was not bought, or of more pieces than are left. `where`: the line's key."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code, self.where = code, where


class Cause(StrEnum):
    """It decides about the deposit of a presale line, and about nothing else."""

    WITHDRAWN = "withdrawn"  # the buyer does not want it any more, before it was sent
    RETURNED = "returned"  # it was sent, and came back
    SELLER = "seller"  # the seller cannot deliver, or delivered something else


class Refund(NamedTuple):
    """Pieces of a line, paid back at an instant, at which their part of the trade is closed. `after_sale`:
    the trade had succeeded before. `pieces` null: all that are left."""

    line: str
    at: datetime
    pieces: int | None = None
    after_sale: bool = False
    cause: Cause = Cause.RETURNED


class PaidBack(NamedTuple):
    """What one refund pays: for the pieces `fen`, with the order's postage `postage_fen` when it completes
    it. `kept_fen`: of a deposit, that the seller keeps."""

    line: str
    pieces: int
    fen: int
    postage_fen: int
    kept_fen: int
    at: datetime


class Why(StrEnum):
    """Why a coupon or a pool's vouchers come back, or do not."""

    BACK = "back"
    STILL_USED = "still_used"  # nothing that carries a share of it is refunded
    PARTLY = "partly"  # something is, but not everything
    TOO_LATE = "too_late"  # the last was closed when it was no longer valid
    AFTER_SALE = "after_sale"
    PAID_OUT = "paid_out"  # what they were worth was paid back in money


class CouponBack(NamedTuple):
    coupon: str
    is_back: bool
    why: Why
    lines: tuple[str, ...]
    at: datetime | None  # when the last of its lines was closed


class VouchersBack(NamedTuple):
    """`pool`: its place among the quote's."""

    pool: int
    vouchers: int
    is_back: bool
    why: Why
    lines: tuple[str, ...]
    at: datetime | None


class Refunded(NamedTuple):
    """`paid_back`: one for each refund, by time. `by_line` and `by_shop` are all that went back by then, the
    postage only in the second."""

    paid_back: tuple[PaidBack, ...]
    by_line: Mapping[str, int]
    by_shop: Mapping[str, int]
    total_fen: int
    kept_fen: int
    coupons: tuple[CouponBack, ...]
    vouchers: tuple[VouchersBack, ...]


class _Paid(NamedTuple):
    """What a line pays back: of the deposit, and of the rest."""

    deposit_fen: int
    rest_fen: int


class _Line:
    """A bought line while it is refunded, piece by piece."""

    def __init__(self, line: CartLine, quoted: QuotedLine, *, with_share: bool) -> None:
        self.line = line
        self.paid = _paid(line, quoted)
        if with_share:
            share = sum(cut.fen for cut in quoted.deductions if cut.level is Level.VOUCHER)
            self.paid = self.paid._replace(rest_fen=self.paid.rest_fen + share)
        self.shares = {cut.offer for cut in quoted.deductions if cut.level is Level.COUPON and cut.fen}
        self.has_voucher = any(cut.level is Level.VOUCHER and cut.fen for cut in quoted.deductions)
        self.gone = 0
        self.closed_at: datetime | None = None
        self.after_sale = False

    @property
    def is_closed(self) -> bool:
        return self.gone == self.line.quantity

    def refund(self, refund: Refund) -> tuple[int, int, int]:
        """Pieces, what they pay back, and what of the deposit is kept. A piece pays its part of the line,
        whole fen, so that the last one pays what the others left (*chosen*)."""
        left = self.line.quantity - self.gone
        pieces = left if refund.pieces is None else refund.pieces
        if not 1 <= pieces <= left:
            raise WrongRefund("pieces", refund.line)
        before, after, of = self.gone, self.gone + pieces, self.line.quantity
        deposit = self.paid.deposit_fen * after // of - self.paid.deposit_fen * before // of
        rest = self.paid.rest_fen * after // of - self.paid.rest_fen * before // of
        self.gone = after
        self.after_sale = self.after_sale or refund.after_sale
        if self.is_closed:
            self.closed_at = refund.at
        # The deposit binds the buyer: who withdraws before the goods are sent loses it (*chosen*).
        kept = deposit if refund.cause is Cause.WITHDRAWN else 0
        return pieces, rest + deposit - kept, kept


def _paid(line: CartLine, quoted: QuotedLine) -> _Paid:
    if line.presale is None:
        return _Paid(0, quoted.due_fen)
    if line.presale.stage is Stage.DEPOSIT:
        return _Paid(quoted.due_fen, 0)
    return _Paid(quoted.final_fen - quoted.due_fen, quoted.due_fen)


def refunded(
    cart: Cart,
    quote: Quote,
    refunds: Iterable[Refund],
    *,
    coupon_ends: Mapping[str, datetime],
    event: VoucherEvent | None = None,
) -> Refunded:
    """What these refunds of a paid quote give back together, in whatever order they are named. A coupon whose
    end is not in `coupon_ends` has none. WrongRefund."""
    quoted = {one.key: one for one in quote.lines}
    with_share = event is not None and event.fine.refund_pays is RefundPays.WITH_SHARE
    lines = {line.key: _Line(line, quoted[line.key], with_share=with_share) for line in cart.lines}
    postage = _postage_paid(cart, quote)
    open_lines: dict[str, int] = {}
    for line in cart.lines:
        open_lines[line.shop] = open_lines.get(line.shop, 0) + 1
    paid_back = []
    by_line, by_shop = dict.fromkeys(lines, 0), dict.fromkeys(open_lines, 0)
    for refund in sorted(refunds, key=_in_time):
        if refund.line not in lines:
            raise WrongRefund("line", refund.line)
        one = lines[refund.line]
        pieces, fen, kept = one.refund(refund)
        shop, with_it = one.line.shop, 0
        open_lines[shop] -= one.is_closed
        if not open_lines[shop]:
            with_it = postage[shop]  # its order is complete (*chosen*)
        paid_back.append(PaidBack(refund.line, pieces, fen, with_it, kept, refund.at))
        by_line[refund.line] += fen
        by_shop[shop] += fen + with_it
    return Refunded(
        paid_back=tuple(paid_back),
        by_line=by_line,
        by_shop=by_shop,
        total_fen=sum(by_shop.values()),
        kept_fen=sum(one.kept_fen for one in paid_back),
        coupons=tuple([_coupon_back(key, lines.values(), coupon_ends) for key in quote.coupons]),
        vouchers=tuple([_vouchers_back(place, pool, lines, event) for place, pool in _used(quote.pools)]),
    )


def _in_time(refund: Refund) -> tuple[datetime, str, int, str]:
    """By time; at one instant the refund of all that is left of a line goes last."""
    return refund.at, refund.line, refund.pieces or 1 << 30, refund.cause


def _postage_paid(cart: Cart, quote: Quote) -> dict[str, int]:
    """By shop: what was paid for its order beyond its lines."""
    shop_of = {line.key: line.shop for line in cart.lines}
    left = {order.shop: order.due_fen for order in quote.orders}
    for line in quote.lines:
        left[shop_of[line.key]] -= line.due_fen
    return left


def _used(pools: Sequence[PoolUse]) -> list[tuple[int, PoolUse]]:
    return [(place, pool) for place, pool in enumerate(pools) if pool.vouchers]


def _coupon_back(key: str, lines: Iterable[_Line], ends: Mapping[str, datetime]) -> CouponBack:
    """A coupon comes back when all lines that carry a share of it are refunded before it ends (*chosen*)."""
    sharing = [one for one in lines if key in one.shares]
    keys = tuple([one.line.key for one in sharing])
    why, at = _closed(sharing)
    if why is Why.BACK and at is not None and key in ends and at >= ends[key]:
        why = Why.TOO_LATE
    return CouponBack(key, why is Why.BACK, why, keys, at)


def _vouchers_back(
    place: int, pool: PoolUse, lines: Mapping[str, _Line], event: VoucherEvent | None
) -> VouchersBack:
    """Vouchers come back when every line that carries a share of their pool, in all trades of the checkout,
    is refunded whole and closed while they are usable (157 to 159); never after-sale (160), which is the
    reason that is said before others."""
    sharing = [lines[key] for key in pool.lines if lines[key].has_voucher]
    keys = tuple([one.line.key for one in sharing])
    why, at = _closed(sharing)
    if any(one.after_sale for one in sharing):
        why = Why.AFTER_SALE
    elif event is not None and event.fine.refund_pays is RefundPays.WITH_SHARE and why is not Why.STILL_USED:
        why = Why.PAID_OUT
    elif why is Why.BACK and at is not None and (event is None or at >= event.usable_until):
        why = Why.TOO_LATE
    return VouchersBack(place, pool.vouchers, why is Why.BACK, why, keys, at)


def _closed(sharing: Sequence[_Line]) -> tuple[Why, datetime | None]:
    """Whether all of these lines are closed, and since when."""
    if not any(one.gone for one in sharing):
        return Why.STILL_USED, None
    closed_at = [one.closed_at for one in sharing if one.closed_at is not None]
    if len(closed_at) < len(sharing):
        return Why.PARTLY, None
    return Why.BACK, max(closed_at)
