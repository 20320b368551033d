"""What goes back to the buyer for a refund, or would for one that nobody has asked for yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanggui.aftersales.queries import RefundCard, refunds_of_order
from zhanggui.marketplace.rules import RefundStatus
from zhanggui.orders.queries import OrderCard, marks_of_lines
from zhanggui.orders.rules import LineMarks, line_of_refund
from zhanggui.promotions.queries import BackCard, Going, what_goes_back


@dataclass(frozen=True)
class Trial:
    """`back` null: the order cannot be priced. `refund`: the one that it is about; `is_its_line_known`: which
    line that one is about. `on` and `after_sale`: what was reckoned with."""

    back: BackCard | None
    refund: RefundCard | None
    is_its_line_known: bool
    on: datetime
    after_sale: bool


def of_refund(order: OrderCard, refund: RefundCard, at: datetime) -> Trial:
    """What the marketplace's refund should give back: when it was finished, else now."""
    marks = marks_of_lines(order.shop_id, order.number)
    on = refund.finished_at or at
    after_sale = is_after_sale(order, refund.applied_at)
    going = _going(order, [refund], marks, on)
    back = what_goes_back(order, going, earlier=_earlier(order, marks, refund), asked_fen=refund.amount_fen)
    return Trial(back, refund, bool(going), on, after_sale)


def tried(
    order: OrderCard,
    pieces: Mapping[int, int],
    *,
    refund: RefundCard | None,
    after_sale: bool,
    on: datetime,
) -> Trial:
    """What would go back for so many pieces of these lines (by their places); nothing is written. It is held
    against what a refund asks for, where there is one."""
    marks = marks_of_lines(order.shop_id, order.number)
    going = [Going(place, on, count, after_sale=after_sale) for place, count in pieces.items() if count]
    asked_fen = refund.amount_fen if refund else None
    back = what_goes_back(order, going, earlier=_earlier(order, marks, refund), asked_fen=asked_fen)
    return Trial(back, refund, is_its_line_known=True, on=on, after_sale=after_sale)


def is_after_sale(order: OrderCard, at: datetime) -> bool:
    return order.finished_at is not None and at >= order.finished_at


def _earlier(order: OrderCard, marks: Sequence[LineMarks], but: RefundCard | None) -> list[Going]:
    """What went back before, as the marketplace tells it."""
    done = [
        one
        for one in refunds_of_order(order.shop_id, order.number)
        if one.status == RefundStatus.SUCCESS and (but is None or _is_before(one, but))
    ]
    return _going(order, sorted(done, key=_done_at), marks, None)


def _is_before(one: RefundCard, other: RefundCard) -> bool:
    """One that succeeded is before any that has not."""
    if one.id == other.id:
        return False
    return other.status != RefundStatus.SUCCESS or (_done_at(one), one.id) < (_done_at(other), other.id)


def _done_at(refund: RefundCard) -> datetime:
    return refund.finished_at or refund.applied_at


def _going(
    order: OrderCard, refunds: Sequence[RefundCard], marks: Sequence[LineMarks], on: datetime | None
) -> list[Going]:
    found = []
    for one in refunds:
        after_sale = is_after_sale(order, one.applied_at)
        at = on or _done_at(one)
        place = line_of_refund(
            marks,
            number=one.number,
            item_number=one.item_number,
            code=one.item_code,
            title=one.item_title,
        )
        if place is not None:
            found.append(Going(place + 1, at, asked_fen=one.amount_fen, after_sale=after_sale))
        elif _is_whole(order, one):
            found += [Going(place, at, after_sale=after_sale) for place in range(1, len(marks) + 1)]
    return found


def _is_whole(order: OrderCard, refund: RefundCard) -> bool:
    """Some refunds are about all that an order sold: they ask for all of it."""
    total, postage = order.total_fen, order.postage_fen or 0
    return total is not None and refund.amount_fen in {total, total - postage}
