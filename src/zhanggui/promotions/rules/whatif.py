"""What past orders would have come to under other offers, added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from zhanggui.promotions.rules.account import NotApplied, Quote, Reason
from zhanggui.promotions.rules.cart import CartLine
from zhanggui.promotions.rules.event import VoucherEvent
from zhanggui.promotions.rules.offers import Level, Offer, Tiers

BANDS = (5, 10, 20, 30)  # per cent of the threshold that an order lacks at most
NO_CATEGORY = ""


class PastOrders(NamedTuple):
    """So many orders with the same lines. `asked_fen`: what all of them came to then, postage included.
    `costs`: of one piece of each line, null: not known. Lines are the cart's."""

    asked_fen: int
    lines: tuple[CartLine, ...]
    costs: tuple[int | None, ...]
    times: int = 1


@dataclass
class Goods:
    """Sums over lines. `costed_fen` and `cost_fen`: of the lines whose cost is known only."""

    pieces: int = 0
    list_fen: int = 0
    final_fen: int = 0
    costed_fen: int = 0
    cost_fen: int = 0

    @property
    def margin_fen(self) -> int:
        return self.costed_fen - self.cost_fen

    @property
    def discount_fen(self) -> int:
        return self.list_fen - self.final_fen

    def add(self, other: Goods) -> None:
        self.pieces += other.pieces
        self.list_fen += other.list_fen
        self.final_fen += other.final_fen
        self.costed_fen += other.costed_fen
        self.cost_fen += other.cost_fen


@dataclass
class TierUse:
    """Orders that reached a tier, and by how much those below it miss it: `near` counts, for each of BANDS,
    the orders that lack at most so much of its threshold and more than the band before."""

    orders: int = 0
    fen: int = 0
    counted_fen: int = 0
    near: list[int] = field(default_factory=lambda: [0] * len(BANDS))

    def add(self, other: TierUse) -> None:
        self.orders += other.orders
        self.fen += other.fen
        self.counted_fen += other.counted_fen
        self.near = [mine + theirs for mine, theirs in zip(self.near, other.near, strict=True)]


TierKey = tuple[str, int]  # an offer (or, of an event, event/category) and the tier's threshold in fen


class Thresholds:
    """The amounts at which the offers and the event's tiers begin."""

    def __init__(self, offers: tuple[Offer, ...], event: VoucherEvent | None) -> None:
        self.of_offer: dict[str, tuple[tuple[int, ...], bool]] = {}
        for offer in offers:
            if isinstance(offer.tool, Tiers) and all(tier.from_fen for tier in offer.tool.tiers):
                starts = tuple(tier.from_fen for tier in offer.tool.tiers)
                self.of_offer[offer.key] = (starts, offer.tool.every)
        self.event = event

    def of(self, name: str, shop: str, category: str | None) -> tuple[str, tuple[int, ...], bool] | None:
        """Under which name, from which amounts on, and whether the last returns without end."""
        if name in self.of_offer:
            return (name, *self.of_offer[name])
        event = self.event
        if event is None or name != event.key or category is None:
            return None
        group = event.groups.get((shop, category))
        if group is None:
            return None
        return f"{name}/{category}", tuple([tier.threshold_fen for tier in group.tiers]), group.repeating


@dataclass
class Tally:
    orders: int = 0
    asked_fen: int = 0
    total_fen: int = 0
    postage_fen: int = 0
    vouchers: int = 0
    without_category: int = 0  # orders with a line that no voucher could count for want of its category
    goods: Goods = field(default_factory=Goods)
    by_category: dict[str, Goods] = field(default_factory=dict)
    by_level: dict[str, int] = field(default_factory=dict)
    by_tier: dict[TierKey, TierUse] = field(default_factory=dict)

    def add(self, order: PastOrders, quote: Quote, thresholds: Thresholds) -> None:
        times = order.times
        self.orders += times
        self.asked_fen += order.asked_fen
        self.total_fen += quote.total_fen * times
        for one in quote.orders:
            self.postage_fen += one.postage_fen * times
        self._add_lines(order, quote)
        for used in quote.applied:
            self.by_level[used.level] = self.by_level.get(used.level, 0) + used.fen * times
            if used.level is Level.VOUCHER:
                self.vouchers += used.times * times
            if used.level is not Level.ITEM:
                self._reached(order, used.offer, used.lines[0], used.counted_fen, used.fen, thresholds)
        for missed in quote.not_applied:
            if missed.reason is Reason.LACKS_FEN and missed.lines:
                self._missed(order, missed, thresholds)
            elif missed.reason is Reason.NO_CATEGORY:
                self.without_category += times

    def _add_lines(self, order: PastOrders, quote: Quote) -> None:
        times = order.times
        for line, cost, quoted in zip(order.lines, order.costs, quote.lines, strict=True):
            name = line.category or NO_CATEGORY
            goods = self.by_category.get(name)
            if goods is None:
                goods = self.by_category[name] = Goods()
            pieces, final = line.quantity * times, quoted.final_fen * times
            goods.pieces += pieces
            goods.list_fen += quoted.list_fen * times
            goods.final_fen += final
            if cost is not None:
                goods.costed_fen += final
                goods.cost_fen += cost * pieces

    def _reached(
        self, order: PastOrders, name: str, key: str, counted: int, fen: int, thresholds: Thresholds
    ) -> None:
        line = _line(order, key)
        found = thresholds.of(name, line.shop, line.category)
        if found is None:
            return
        name, starts, returns = found
        reached = [start for start in starts if start <= counted]
        if not reached:
            return
        use = self._tier(name, reached[-1])
        times = order.times
        use.orders += times
        use.fen += fen * times
        use.counted_fen += counted * times
        if len(reached) < len(starts):
            self._near(name, starts[len(reached)], starts[len(reached)] - counted, times)
        elif returns:
            self._near(name, starts[-1], starts[-1] - counted % starts[-1], times)

    def _missed(self, order: PastOrders, missed: NotApplied, thresholds: Thresholds) -> None:
        line = _line(order, missed.lines[0])
        found = thresholds.of(missed.offer, line.shop, line.category)
        if found is not None:
            self._near(found[0], found[1][0], missed.lacks, order.times)

    def _near(self, name: str, threshold: int, lacks: int, times: int) -> None:
        for band, percent in enumerate(BANDS):
            if lacks * 100 <= threshold * percent:
                self._tier(name, threshold).near[band] += times
                return

    def _tier(self, name: str, threshold: int) -> TierUse:
        key = name, threshold
        if key not in self.by_tier:
            self.by_tier[key] = TierUse()
        return self.by_tier[key]

    def sum_up(self) -> None:
        self.goods = Goods()
        for goods in self.by_category.values():
            self.goods.add(goods)

    def merge(self, other: Tally) -> None:
        for name in ("orders", "asked_fen", "total_fen", "postage_fen", "vouchers", "without_category"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for category, goods in other.by_category.items():
            self.by_category.setdefault(category, Goods()).add(goods)
        for level, fen in other.by_level.items():
            self.by_level[level] = self.by_level.get(level, 0) + fen
        for key, use in other.by_tier.items():
            self.by_tier.setdefault(key, TierUse()).add(use)
        self.sum_up()

    def told(self) -> dict[str, Any]:
        """As JSON, for a file or another process; `heard` is the way back."""
        return {
            "orders": self.orders,
            "asked_fen": self.asked_fen,
            "total_fen": self.total_fen,
            "postage_fen": self.postage_fen,
            "vouchers": self.vouchers,
            "without_category": self.without_category,
            "by_category": {name: vars(goods) for name, goods in self.by_category.items()},
            "by_level": self.by_level,
            "by_tier": [[*key, vars(use)] for key, use in self.by_tier.items()],
        }

    @classmethod
    def heard(cls, told: Mapping[str, Any]) -> Tally:
        tally = cls(
            **{
                name: value
                for name, value in told.items()
                if name not in {"by_category", "by_tier", "by_level"}
            },
            by_category={name: Goods(**goods) for name, goods in told["by_category"].items()},
            by_level=dict(told["by_level"]),
            by_tier={(name, threshold): TierUse(**use) for name, threshold, use in told["by_tier"]},
        )
        tally.sum_up()
        return tally


def _line(order: PastOrders, key: str) -> CartLine:
    """Keys of past orders' lines are 1, 2, 3 ... in their order."""
    return order.lines[int(key) - 1]
