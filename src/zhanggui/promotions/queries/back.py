"""What goes back when pieces of an order are refunded: by the engine's account of what was paid for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from zhanggui.foundation.money import yuan
from zhanggui.orders.queries import OrderCard
from zhanggui.promotions.explained import Cut, cuts_of
from zhanggui.promotions.queries.priced import PricedOrder, priced_order
from zhanggui.promotions.returning import coupon_back_says, vouchers_back_says
from zhanggui.promotions.rules.guessing import pieces_of
from zhanggui.promotions.rules.refunds import Cause, Refund, Refunded, refunded


@dataclass(frozen=True)
class Going:
    """A line that is to be refunded, by its place in the order from 1. `pieces` null: as many as `asked_fen`
    is worth, where somebody asks so much; else all that are left. `after_sale`: the trade had succeeded
    before."""

    place: int
    at: datetime
    pieces: int | None = None
    asked_fen: int | None = None
    after_sale: bool = False


@dataclass(frozen=True)
class BackLine:
    """A line of the order: what it cost and why, what of it went back before, what goes back now."""

    place: int
    title: str
    quantity: int
    list_fen: int
    cuts: list[Cut]
    paid_fen: int
    gone: int
    pieces: int
    fen: int

    @property
    def left(self) -> int:
        return self.quantity - self.gone


@dataclass(frozen=True)
class BackThing:
    """A coupon, or the vouchers of a pool: whether it comes back, and why or why not."""

    name: str
    is_back: bool
    says: str


@dataclass(frozen=True)
class BackCard:
    """`earlier_fen`: what went back before; the rest is what goes back now. `asked_fen`: what the marketplace
    asks, null where nobody asks; `differs_fen`: how far that is beyond the engine's sum."""

    lines: list[BackLine]
    postage_fen: int
    total_fen: int
    earlier_fen: int
    things: list[BackThing]
    asked_fen: int | None
    doubts: list[str]

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    @property
    def differs_fen(self) -> int | None:
        return None if self.asked_fen is None else self.asked_fen - self.total_fen

    @property
    def verdict(self) -> str:
        if not self.differs_fen:
            return _("和申请的金额一样")
        said = _("申请的多 {fen} 元") if self.differs_fen > 0 else _("申请的少 {fen} 元")
        return said.format(fen=yuan(abs(self.differs_fen)))


def what_goes_back(
    order: OrderCard, going: Sequence[Going], *, earlier: Sequence[Going] = (), asked_fen: int | None = None
) -> BackCard | None:
    """Of an order, when these lines are refunded after the `earlier` ones. More pieces than are left count
    as those that are. None where nobody knows the order's lines well enough to price them."""
    found = priced_order(order)
    if found is None:
        return None
    before, money = _refunds(found, earlier, ())
    now, more = _refunds(found, going, before)
    # What is asked for is no number of pieces: it is held against all that are left.
    wanted = tuple(replace(one, asked_fen=None) for one in more)
    now += _refunds(found, wanted, (*before, *now))[0]
    first, then = _back(found, before), _back(found, (*before, *now))
    card = BackCard(
        lines=list(_lines(found, before, now, first, then)),
        postage_fen=_postage(then) - _postage(first),
        total_fen=then.total_fen - first.total_fen,
        earlier_fen=first.total_fen,
        things=list(_things(found, then)) if now else [],
        asked_fen=asked_fen if now else None,
        doubts=[],
    )
    return replace(card, doubts=[*_of_money(money), *_doubts(found, card, now)])


def _refunds(
    found: PricedOrder, going: Sequence[Going], before: Sequence[Refund]
) -> tuple[tuple[Refund, ...], list[Going]]:
    """One after the other, of each line no more pieces than are left; and those that ask for an amount that
    no pieces are worth. Before the payment nothing goes back."""
    refunds: list[Refund] = []
    money: list[Going] = []
    bought = {line.key: line.quantity for line in found.cart.lines}
    for one in going:
        line = str(one.place)
        done = (*before, *refunds)
        left = bought.get(line, 0) - _pieces(done, line)
        pieces = left if one.pieces is None else min(left, one.pieces)
        if left > 0 and one.pieces is None and one.asked_fen is not None:
            pieces = pieces_of(one.asked_fen, found.cart, found.quote, done, line, event=found.purse.event)
            if not pieces:
                money.append(one)
        if pieces > 0:
            # An order's lines are no presale lines, which is all that the cause would decide about.
            refunds.append(Refund(line, max(one.at, found.at), pieces, one.after_sale, Cause.RETURNED))
    return tuple(refunds), money


def _of_money(earlier: Sequence[Going]) -> Iterator[str]:
    if earlier:
        fen = sum(one.asked_fen or 0 for one in earlier)
        yield _("之前还退过 {fen} 元,对不上件数,当作只退钱,这里没有扣。").format(fen=yuan(fen))


def _pieces(refunds: Sequence[Refund], line: str) -> int:
    return sum(one.pieces or 0 for one in refunds if one.line == line)


def _back(found: PricedOrder, refunds: Sequence[Refund]) -> Refunded:
    ends = {held.coupon.key: held.coupon.ends_at for held in found.purse.coupons}
    return refunded(found.cart, found.quote, refunds, coupon_ends=ends, event=found.purse.event)


def _postage(back: Refunded) -> int:
    return sum(one.postage_fen for one in back.paid_back)


def _lines(
    found: PricedOrder, before: Sequence[Refund], now: Sequence[Refund], first: Refunded, then: Refunded
) -> Iterator[BackLine]:
    bought = {line.key: line for line in found.cart.lines}
    for place, quoted in enumerate(sorted(found.quote.lines, key=lambda one: int(one.key)), 1):
        yield BackLine(
            place=place,
            title=found.titles[quoted.key] or bought[quoted.key].item,
            quantity=bought[quoted.key].quantity,
            list_fen=quoted.list_fen,
            cuts=cuts_of(quoted.deductions),
            paid_fen=quoted.due_fen,
            gone=_pieces(before, quoted.key),
            pieces=_pieces(now, quoted.key),
            fen=then.by_line[quoted.key] - first.by_line[quoted.key],
        )


def _things(found: PricedOrder, back: Refunded) -> Iterator[BackThing]:
    for coupon in back.coupons:
        held = found.named.coupons.get(coupon.coupon)
        name = held.name if held else coupon.coupon
        yield BackThing(name, coupon.is_back, coupon_back_says(coupon, held))
    event = found.purse.event
    for pool in back.vouchers:
        if event is not None:
            name = _("{event} {count} 张").format(event=event.name, count=pool.vouchers)
            yield BackThing(name, pool.is_back, vouchers_back_says(pool, event))


def _doubts(found: PricedOrder, card: BackCard, now: Sequence[Refund]) -> Iterator[str]:
    """What might explain that another amount is asked, as far as anybody can tell."""
    asked, fen = card.asked_fen, card.total_fen
    if asked is None or asked == fen:
        return
    details = found.order.details
    told = [details.lines[int(one.line) - 1] for one in now] if details else []
    if card.postage_fen and asked == fen - card.postage_fen:
        yield _("正好差了邮费:全部退完时邮费也要退。")
    elif asked == sum(line.paid_fen or 0 for line in told):
        yield _("正好是平台给这些商品的实付,是我们算的价格和平台不一样。")
    elif asked == sum(line.listed_fen or 0 for line in told):
        yield _("正好是标价:这一行分到的优惠没有扣掉。")
    if found.order.total_fen is not None and found.order.total_fen != found.quote.total_fen:
        yield _("这一单我们算的总额和平台不一样,请先看「为什么是这个价」。")
    if asked < fen:
        yield _("也可能只退一部分钱,不退货。")
