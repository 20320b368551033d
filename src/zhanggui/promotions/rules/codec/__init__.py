"""A cart in JSON to a quote in JSON (docs/quote.md): `asked` in, `quote_bytes` or `refusal_bytes` out. So for
what goes back: `refund_asked` in, `refund_bytes` out."""

from zhanggui.promotions.rules.codec.answer import quote_bytes, refund_bytes, refusal_bytes
from zhanggui.promotions.rules.codec.answered import Answering, answered, refund_answered
from zhanggui.promotions.rules.codec.parsing import MOST_BYTES, TOO_LONG, WrongJson
from zhanggui.promotions.rules.codec.request import SHOP, VERSION, Asked, asked, refund_asked

__all__ = [
    "MOST_BYTES",
    "SHOP",
    "TOO_LONG",
    "VERSION",
    "Answering",
    "Asked",
    "WrongJson",
    "answered",
    "asked",
    "quote_bytes",
    "refund_answered",
    "refund_asked",
    "refund_bytes",
    "refusal_bytes",
]
