"""JSON in, JSON out: the command and the address answer the same bytes, because both ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from zhanggui.promotions.rules.codec.answer import quote_bytes, refusal_bytes
from zhanggui.promotions.rules.codec.parsing import WrongJson
from zhanggui.promotions.rules.codec.request import SHOP, Asked, asked
from zhanggui.promotions.rules.hints import hints
from zhanggui.promotions.rules.offers import Offer
from zhanggui.promotions.rules.pricing import Book

OffersOf = Callable[[datetime], Iterable[Offer]]  # those that are not over by then


def _none(_at: datetime) -> tuple[Offer, ...]:
    return ()


def answered(
    data: bytes, *, at: datetime, shop: str = SHOP, own: OffersOf | None = None
) -> tuple[WrongJson | None, bytes]:
    """What was wrong, and the answer. `at`: when nothing else is asked; `shop`: whose lines and offers they
    are when they do not say; `own`: the offers when none are named, asked for only then."""
    try:
        wanted = asked(data, shop)
        return None, _priced(wanted, at=at, own=own or _none)
    except WrongJson as wrong:
        return wrong, refusal_bytes(wrong)


def _priced(wanted: Asked, *, at: datetime, own: OffersOf) -> bytes:
    at = wanted.at or at
    book = Book(own(at) if wanted.offers is None else wanted.offers)
    quote = book.quote(wanted.cart, wanted.purse, at, wanted.use)
    more = hints(book, wanted.cart, wanted.purse, at) if wanted.hints else None
    return quote_bytes(quote, more)
