"""What a shop may offer. Rates are thousandths of the price: 880 is 8.8折."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zhanggui.promotions.rules.cart import CartLine


class Level(StrEnum):
    """Each works on what the one before left (source rule 139); postage comes last."""

    ITEM = "item"
    SHOP = "shop"
    COUPON = "coupon"
    VOUCHER = "voucher"
    POSTAGE = "postage"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which lines of one shop: all, or those of these items or of these categories; never `but`."""

    shop: str
    items: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    @property
    def is_whole_shop(self) -> bool:
        return not (self.items or self.categories)

    def holds(self, line: CartLine) -> bool:
        if line.shop != self.shop or line.item in self.but:
            return False
        if self.is_whole_shop:
            return True
        return line.item in self.items or line.category in self.categories


# ---- item level: at most one on a line ----


@dataclass(frozen=True, slots=True)
class SpecialPrice:
    """一口价: a piece costs `fen`, or what `by_sku` says for its SKU."""

    fen: int
    by_sku: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rate:
    """打折: a piece costs so many thousandths of its price, half a fen counts as one (*chosen*)."""

    thousandths: int


@dataclass(frozen=True, slots=True)
class Less:
    """直降: each piece costs so much less, at least nothing."""

    fen: int


@dataclass(frozen=True, slots=True)
class NthAt:
    """第 N 件几折: of every `nth` pieces the cheapest costs so many thousandths: 2 and 500 is the second at
    half price. Pieces are counted over all lines in scope, dearest first (*chosen*)."""

    nth: int
    thousandths: int


@dataclass(frozen=True, slots=True)
class PiecesFor:
    """N 件 M 元: every `pieces`, dearest first, cost `fen` together, never more than they did (*chosen*)."""

    pieces: int
    fen: int


@dataclass(frozen=True, slots=True)
class PayFewer:
    """买 N 付 M: of every `pieces` the cheapest are free, `paid` are paid; dearest first (*chosen*)."""

    pieces: int
    paid: int


@dataclass(frozen=True, slots=True)
class ByPieces:
    """阶梯价: from so many pieces in scope on, each costs so many thousandths. Ascending pieces."""

    steps: tuple[tuple[int, int], ...]


ItemTool = SpecialPrice | Rate | Less | NthAt | PiecesFor | PayFewer | ByPieces

# ---- shop level: at most one that takes money off a line; gifts and postage beside it ----


@dataclass(frozen=True, slots=True)
class Tier:
    """From an amount (`from_fen`) or a number of pieces (`from_pieces`) on: so much less, or so many
    thousandths of it to pay, gifts by name, no postage."""

    from_fen: int = 0
    from_pieces: int = 0
    less_fen: int = 0
    thousandths: int = 1000
    gifts: tuple[str, ...] = ()
    free_postage: bool = False


@dataclass(frozen=True, slots=True)
class Tiers:
    """店铺宝: 1 to 5 tiers, ascending, of which the highest that is reached counts; or one tier that counts
    `every` time it is reached (上不封顶), at most `times` (null: no limit)."""

    tiers: tuple[Tier, ...]
    every: bool = False
    times: int | None = None
    no_free_postage_to: frozenset[str] = frozenset()  # provinces


Tool = ItemTool | Tiers


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of one shop in [starts_at, ends_at). `key` names it everywhere.

    `most_pieces`: per buyer, of an item-level price: the others cost what they cost without it. `bars`:
    levels that take nothing off a line that this offer holds.
    """

    key: str
    name: str
    scope: Scope
    tool: Tool
    starts_at: datetime
    ends_at: datetime
    most_pieces: int | None = None
    bars: frozenset[Level] = frozenset()

    @property
    def level(self) -> Level:
        return Level.SHOP if isinstance(self.tool, Tiers) else Level.ITEM


class CouponKind(StrEnum):
    SHOP = "shop"  # 店铺优惠券: at most one on a shop's order (*chosen*)
    ITEM = "item"  # 商品优惠券: at most one on a line (*chosen*)
    SHOP_VOUCHER = "shop_voucher"  # 店铺维度购物券: as a shop's coupon, and suspended while an event says so


@dataclass(frozen=True, slots=True)
class Coupon:
    """So much less on what is in scope once it comes to `threshold_fen`, in [starts_at, ends_at)."""

    key: str
    name: str
    kind: CouponKind
    scope: Scope
    threshold_fen: int
    value_fen: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    coupon: Coupon
    count: int = 1
