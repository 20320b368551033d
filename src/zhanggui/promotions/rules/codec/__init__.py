"""A cart in JSON to a quote in JSON (docs/quote.md): `asked` in, `quote_bytes` or `refusal_bytes` out."""

from zhanggui.promotions.rules.codec.answer import quote_bytes, refusal_bytes
from zhanggui.promotions.rules.codec.answered import answered
from zhanggui.promotions.rules.codec.parsing import MOST_BYTES, WrongJson
from zhanggui.promotions.rules.codec.request import SHOP, VERSION, Asked, asked

__all__ = [
    "MOST_BYTES",
    "SHOP",
    "VERSION",
    "Asked",
    "WrongJson",
    "answered",
    "asked",
    "quote_bytes",
    "refusal_bytes",
]
