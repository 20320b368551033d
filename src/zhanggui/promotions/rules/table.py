"""The cart on the table: what is left of each line while the levels take off it, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.account import Applied, Deduction, Gift, NotApplied, Reason
from zhanggui.promotions.rules.cart import Cart, CartLine, Stage
from zhanggui.promotions.rules.event import VoucherEvent
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, FinePrint
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
    has_deposits: bool  # some line's deposit is paid now: it is paid as it is
    fine: FinePrint = AS_CHOSEN
    aside: dict[int, int] = field(default_factory=dict)  # by place: what a deposit that was paid counts for
    bars: dict[tuple[int, Level], str] = field(default_factory=dict)  # which offer lets a level take nothing
    free_postage: dict[str, Offer] = field(default_factory=dict)  # by shop
    applied: list[Applied] = field(default_factory=list)
    not_applied: list[NotApplied] = field(default_factory=list)
    gifts: list[Gift] = field(default_factory=list)

    @classmethod
    def laid(cls, cart: Cart, at: datetime, fine: FinePrint = AS_CHOSEN) -> Table:
        lines = sorted(cart.lines, key=_by_key) if len(cart.lines) > 1 else cart.lines
        return cls(
            cart=cart,
            at=at,
            lines=lines,
            left=[line.price_fen * line.quantity for line in lines],
            deposits=[0] * len(lines),
            cuts=[[] for _ in lines],
            has_deposits=any(is_deposit(line) for line in lines),
            fine=fine,
        )

    def is_open(self, place: int, level: Level) -> bool:
        """Whether a level may take anything off a line."""
        return not is_deposit(self.lines[place]) and (place, level) not in self.bars

    def open_places(self, places: list[int], level: Level) -> list[int]:
        if not (self.bars or self.has_deposits):
            return places
        return [place for place in places if self.is_open(place, level)]

    def bar(self, offer: Offer, places: Iterable[int]) -> None:
        for place in places:
            for level in offer.bars:
                self.bars.setdefault((place, level), offer.key)

    def pieces(self, places: Iterable[int]) -> int:
        lines = self.lines
        return sum([lines[place].quantity for place in places])

    def amount(self, places: Iterable[int]) -> int:
        left = self.left
        return sum([left[place] for place in places])

    def spread(self, fen: int, places: Sequence[int]) -> list[int]:
        """Fen over lines in proportion to what is left of them."""
        return spread(fen, [self.left[place] for place in places])

    def take(
        self,
        rule: Offer | Coupon | VoucherEvent,
        level: Level,
        places: Sequence[int],
        cuts: Sequence[int],
        *,
        tier: int = 0,
        times: int = 1,
    ) -> None:
        """Takes fen off lines, and writes down which rule did."""
        key, name = rule.key, rule.name
        counted = self.amount(places)
        for place, fen in zip(places, cuts, strict=True):
            if fen:
                self.left[place] -= fen
                self.cuts[place].append(Deduction(key, name, level, fen))
        self.applied.append(Applied(key, name, level, sum(cuts), self.keys(places), tier, times, counted))

    def refuse(
        self,
        rule: Offer | Coupon | VoucherEvent,
        level: Level,
        reason: Reason,
        places: Sequence[int] = (),
        *,
        lacks: int = 0,
        by: str = "",
    ) -> None:
        self.not_applied.append(NotApplied(rule.key, rule.name, level, reason, lacks, by, self.keys(places)))

    def keys(self, places: Sequence[int]) -> tuple[str, ...]:
        lines = self.lines
        return tuple([lines[place].key for place in places])


def spread(fen: int, amounts: list[int]) -> list[int]:
    """`shares`, of which most have one line."""
    return [fen] if len(amounts) == 1 else list(map(int, shares(fen, amounts)))


def is_deposit(line: CartLine) -> bool:
    return line.presale is not None and line.presale.stage is Stage.DEPOSIT


def _by_key(line: CartLine) -> tuple[int, str]:
    return len(line.key), line.key
