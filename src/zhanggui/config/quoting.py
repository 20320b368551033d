"""`zhanggui quote`: a cart's price and its reasons, or what goes back of it, as JSON (docs/quote.md)."""

from __future__ import annotations

import sys
from pathlib import Path

from zhanggui.foundation import clock
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.rules.codec import MOST_BYTES, SHOP, answered, refund_answered
from zhanggui.promotions.rules.codec.answered import OffersOf

_STDIN = "-"


class CannotReadCart(UnableTo):
    """There is no such file, or it may not be read."""


def print_quote(cart: str, *, refund: bool = False, shop: str = SHOP, own: OffersOf | None = None) -> int:
    """0: priced. 1: it could not be, and what is printed says where and why."""
    answering = refund_answered if refund else answered
    wrong, answer = answering(_read(cart), at=clock.now(), shop=shop, own=own)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    if wrong is None:
        return 0
    print(f"{wrong.path}: {wrong.says} ({wrong.says_en})", file=sys.stderr)
    return 1


def _read(cart: str) -> bytes:
    """No more than is refused for its length."""
    if cart == _STDIN:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(cart).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as refused:
        raise CannotReadCart(f"读不了 {cart}: {refused.strerror}") from None
