"""The cart on the table: what is left of each line while the levels take off it, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.account import Applied, Deduction, Gift, NotApplied, Reason
from zhanggui.promotions.rules.cart import Cart, CartLine, Stage
from zhanggui.promotions.rules.offers import Coupon, Level, Offer


@dataclass(slots=True)
class Table:
    """Lines stand by their key, so that nothing depends on the order in which a cart names them: "the
    earlier" of two is the one with the smaller key, 2 before 10. A place is an index of this order."""

    cart: Cart
    at: datetime
    lines: Sequence[CartLine]
    left: list[int]
    deposits: list[int]  # what was paid before, of a presale line whose final payment is due
    cuts: list[list[Deduction]]
    bars: dict[int, dict[Level, str]] = field(default_factory=dict)
    free_postage: dict[str, Offer] = field(default_factory=dict)  # by shop
    applied: list[Applied] = field(default_factory=list)
    not_applied: list[NotApplied] = field(default_factory=list)
    gifts: list[Gift] = field(default_factory=list)

    @classmethod
    def laid(cls, cart: Cart, at: datetime) -> Table:
        lines = sorted(cart.lines, key=_by_key) if len(cart.lines) > 1 else cart.lines
        return cls(
            cart=cart,
            at=at,
            lines=lines,
            left=[line.price_fen * line.quantity for line in lines],
            deposits=[0] * len(lines),
            cuts=[[] for _ in lines],
        )

    def is_open(self, place: int, level: Level) -> bool:
        """Whether a level may take anything off a line."""
        presale = self.lines[place].presale
        if presale is not None and presale.stage is Stage.DEPOSIT:
            return False
        return place not in self.bars or level not in self.bars[place]

    def pieces(self, places: Iterable[int]) -> int:
        lines = self.lines
        return sum([lines[place].quantity for place in places])

    def amount(self, places: Iterable[int]) -> int:
        left = self.left
        return sum([left[place] for place in places])

    def spread(self, fen: int, places: Sequence[int]) -> list[int]:
        """Fen over lines in proportion to what is left of them."""
        if len(places) == 1:
            return [fen]
        return list(map(int, shares(fen, [self.left[place] for place in places])))

    def take(
        self,
        rule: Offer | Coupon,
        level: Level,
        places: Sequence[int],
        cuts: Sequence[int],
        *,
        tier: int = 0,
        times: int = 1,
    ) -> None:
        """Takes fen off lines, and writes down which rule did."""
        key, name = rule.key, rule.name
        for place, fen in zip(places, cuts, strict=True):
            if fen:
                self.left[place] -= fen
                self.cuts[place].append(Deduction(key, name, level, fen))
        self.applied.append(Applied(key, name, level, sum(cuts), self.keys(places), tier, times))

    def refuse(
        self,
        rule: Offer | Coupon,
        level: Level,
        reason: Reason,
        places: Sequence[int] = (),
        *,
        lacks: int = 0,
        by: str = "",
    ) -> None:
        self.not_applied.append(
            NotApplied(rule.key, rule.name, level, reason, lacks, by, self.keys(places))
        )

    def keys(self, places: Sequence[int]) -> tuple[str, ...]:
        lines = self.lines
        return tuple([lines[place].key for place in places])

    def fork(self) -> Table:
        """The same table once more, to try something on."""
        return Table(
            cart=self.cart,
            at=self.at,
            lines=self.lines,
            left=self.left.copy(),
            deposits=self.deposits,
            cuts=[cuts.copy() for cuts in self.cuts],
            bars=self.bars,
            free_postage=self.free_postage,
            applied=self.applied.copy(),
            not_applied=self.not_applied.copy(),
            gifts=self.gifts,
        )


def _by_key(line: CartLine) -> tuple[int, str]:
    return len(line.key), line.key
