"""JSON in, JSON out: the command and the address answer the same bytes, because both ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.codec.answer import quote_bytes, refund_bytes, refusal_bytes
from zhanggui.promotions.rules.codec.parsing import WrongJson
from zhanggui.promotions.rules.codec.request import SHOP, Asked, AskedRefund, asked, refund_asked
from zhanggui.promotions.rules.hints import hints
from zhanggui.promotions.rules.offers import Offer
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.refunds import Refund, WrongRefund, refunded

OffersOf = Callable[[datetime], Iterable[Offer]]  # those that are not over by then


class Answering(Protocol):
    """`answered`, or `refund_answered`."""

    def __call__(
        self, data: bytes, *, at: datetime, shop: str = SHOP, own: OffersOf | None = None
    ) -> tuple[WrongJson | None, bytes]: ...


def _none(_at: datetime) -> tuple[Offer, ...]:
    return ()


def answered(
    data: bytes, *, at: datetime, shop: str = SHOP, own: OffersOf | None = None
) -> tuple[WrongJson | None, bytes]:
    """What was wrong, and the answer. `at`: when nothing else is asked; `shop`: whose lines and offers they
    are when they do not say; `own`: the offers when none are named, asked for only then."""
    try:
        wanted = asked(data, shop)
        book, quote = _priced(wanted, at=at, own=own or _none)
        more = hints(book, wanted.cart, wanted.purse, quote.at) if wanted.hints else None
        return None, quote_bytes(quote, more)
    except WrongJson as wrong:
        return wrong, refusal_bytes(wrong)


def refund_answered(
    data: bytes, *, at: datetime, shop: str = SHOP, own: OffersOf | None = None
) -> tuple[WrongJson | None, bytes]:
    """The same of what goes back when lines of a paid cart are refunded."""
    try:
        wanted = refund_asked(data, shop)
        bought = wanted.bought
        _, quote = _priced(bought, at=at, own=own or _none)
        refunds = list(_refunds(wanted.refunds, quote.at, at))
        ends = {held.coupon.key: held.coupon.ends_at for held in bought.purse.coupons}
        try:
            back = refunded(bought.cart, quote, refunds, coupon_ends=ends, event=bought.event)
        except WrongRefund as wrong:
            raise _too_many(wrong, wanted.refunds) from None
        return None, refund_bytes(quote, back)
    except WrongJson as wrong:
        return wrong, refusal_bytes(wrong)


def _priced(wanted: Asked, *, at: datetime, own: OffersOf) -> tuple[Book, Quote]:
    at = wanted.at or at
    book = Book(own(at) if wanted.offers is None else wanted.offers)
    return book, book.quote(wanted.cart, wanted.purse, at, wanted.use)


def _refunds(refunds: Iterable[AskedRefund], paid_at: datetime, at: datetime) -> Iterator[Refund]:
    for one in refunds:
        back_at = one.at or at
        if back_at < paid_at:
            raise WrongJson(f"{one.path}.at", "不能早于付款的时间", "must not be before the time of payment")
        yield Refund(one.line, back_at, one.pieces, one.after_sale, one.cause)


def _too_many(wrong: WrongRefund, refunds: Iterable[AskedRefund]) -> WrongJson:
    """Of a line that is not there the reader has told: more pieces than were bought are left."""
    last = [one for one in refunds if one.line == wrong.where][-1]
    return WrongJson(
        f"{last.path}.pieces",
        f"「{last.line}」没有这么多件可以退",
        f'there are not so many pieces of "{last.line}" left to refund',
    )
