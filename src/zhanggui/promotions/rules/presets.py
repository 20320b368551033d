"""What a seller need not fill in: an event like 2016's in another year, and the group that suits a category.

The source says when 2016's Double-11 vouchers were set up, shown and used, and what a group looks like; the
groups of each category it leaves to the back end. Those here are *chosen*, and so is that another year's
event keeps 2016's days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions.rules.event import TierGroup, VoucherTier
from zhanggui.promotions.rules.windows import DOUBLE_11_2016, EVERY_OTHER, EventTerms

VOUCHERS, EVERY_300, EVERY_200 = "vouchers", "every_300", "every_200"


def _group(*tiers: tuple[int, int], repeating: bool = False) -> TierGroup:
    return TierGroup(tuple(VoucherTier(yuan * 100, vouchers) for yuan, vouchers in tiers), repeating)


_LIKE_2016 = replace(
    DOUBLE_11_2016,
    offered={
        EVERY_OTHER: (
            _group((199, 1), (399, 2), (599, 3)),
            _group((299, 1), (599, 2)),
            _group((499, 1), (999, 3)),
        )
    },
)
# 跨店满减 of later years: no voucher is needed, and no limit of an order is known.
_EVERY = replace(DOUBLE_11_2016, endless=True, most_fen=None, suspends_from=None, suspends_until=None)
PATTERNS: Mapping[str, EventTerms] = MappingProxyType(
    {
        VOUCHERS: _LIKE_2016,
        EVERY_300: replace(
            _EVERY, face_fen=5_000, offered={EVERY_OTHER: (_group((300, 1), repeating=True),)}
        ),
        EVERY_200: replace(
            _EVERY, face_fen=2_000, offered={EVERY_OTHER: (_group((200, 1), repeating=True),)}
        ),
    }
)


def next_double_11(at: datetime, pattern: str = VOUCHERS) -> EventTerms:
    """The next one that is not over, with 2016's days."""
    terms = PATTERNS[pattern]
    year = at.astimezone(SHANGHAI).year
    terms_then = in_year(terms, year)
    return terms_then if at < terms_then.usable_until else in_year(terms, year + 1)


def in_year(terms: EventTerms, year: int) -> EventTerms:
    def then(instant: datetime | None) -> datetime | None:
        wall = instant and instant.astimezone(SHANGHAI)
        return wall and wall.replace(year=year + wall.year - 2016)

    names = ("set_up_from", "set_up_until", "edit_until", "shown_from", "usable_from", "usable_until")
    moved = {name: then(getattr(terms, name)) for name in (*names, "suspends_from", "suspends_until")}
    name = f"{year} 双十一跨店满减" if terms.endless else f"{year} 双十一购物券"
    return replace(terms, key=f"double_11_{year}", name=name, **moved)  # type: ignore[arg-type]


def suggested(groups: Sequence[TierGroup], prices_fen: Sequence[int]) -> TierGroup:
    """Of the groups that an event offers for a category the one whose first threshold is nearest to four
    thirds of what its goods cost in the middle: a buyer of one piece is near it, and not there yet."""
    if not prices_fen:
        return groups[0]
    wanted = sorted(prices_fen)[len(prices_fen) // 2] * 4 // 3
    return min(groups, key=lambda group: abs(group.tiers[0].threshold_fen - wanted))
