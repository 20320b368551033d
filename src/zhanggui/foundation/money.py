"""Money is a whole number of fen."""

from __future__ import annotations

import re
from typing import NewType

Fen = NewType("Fen", int)

_AMOUNT = re.compile(
    r"[¥\uffe5]?(?P<sign>-?)(?P<yuan>\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(?P<fen>\d{1,2}))?元?", re.ASCII
)


def parse_yuan(text: str) -> Fen:
    """A yuan amount as exports write it ("201.12", "1,234.00", "0元", "¥9.9") in fen.

    ValueError when the text is no amount, has a part of a fen, or a comma that parts no thousands:
    12,34 may be meant as 12.34.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        message = f"not an amount of money: {text!r}"
        raise ValueError(message)
    fen = int(found["yuan"].replace(",", "")) * 100 + int((found["fen"] or "0").ljust(2, "0"))
    return Fen(-fen if found["sign"] else fen)


def yuan(fen: int) -> str:
    """Fen as yuan text: 26800 -> "268.00", -2000 -> "-20.00"."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def shares(total: int, weights: list[int]) -> list[Fen]:
    """`total` fen divided in proportion to the weights by largest remainder; always sums to `total`.

    With no positive weight the parts are as equal as whole fen allow.
    ValueError for a negative weight or no weights.
    """
    if not weights or min(weights) < 0:
        message = "shares need weights of zero or more"
        raise ValueError(message)
    if sum(weights) == 0:
        weights = [1] * len(weights)
    whole = sum(weights)
    sign = -1 if total < 0 else 1
    parts = [divmod(abs(total) * weight, whole) for weight in weights]
    rest = abs(total) - sum(part for part, _ in parts)
    # Ties go to the earlier line, so the same order always splits the same way.
    by_remainder = sorted(range(len(parts)), key=lambda place: -parts[place][1])
    extra = set(by_remainder[:rest])
    return [Fen(sign * (part + (place in extra))) for place, (part, _) in enumerate(parts)]
