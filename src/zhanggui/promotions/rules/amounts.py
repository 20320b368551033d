"""What a level found of some lines, read back from a quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhanggui.promotions.rules.account import QuotedLine
from zhanggui.promotions.rules.offers import Level

_LEVELS = (Level.ITEM, Level.SHOP, Level.COUPON, Level.VOUCHER)


def found_fen(keys: Iterable[str], lines: Mapping[str, QuotedLine], level: Level) -> int:
    """What is left of the lines, and what the level and those behind it took of them."""
    later = _LEVELS[_LEVELS.index(level) :]
    return sum(
        lines[key].due_fen + sum([cut.fen for cut in lines[key].deductions if cut.level in later])
        for key in keys
        if key in lines
    )
