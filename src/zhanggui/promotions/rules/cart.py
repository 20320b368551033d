"""What somebody wants to buy, before any offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MOST_LINES = 500
MOST_PIECES = 9_999
MOST_FEN = 100_000_000_00  # 100 million yuan: no amount of a shop is larger, and sums stay exact anywhere


class WrongCart(ValueError):  # noqa: N818 - read as "a wrong cart"
    """A cart that cannot be priced. `where` is the key of the line, or "" for the whole cart."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code, self.where = code, where


class Stage(StrEnum):
    """What of a presale (预售) line is paid now."""

    DEPOSIT = "deposit"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Presale:
    """A line whose deposit is paid first. `deposit_fen` is what is paid, for one piece; `counts_fen` is what
    it counts for when the final payment is reckoned (定金膨胀), null: as much as was paid."""

    stage: Stage
    deposit_fen: int
    counts_fen: int | None = None


@dataclass(frozen=True, slots=True)
class CartLine:
    """`key` names the line in the cart; `item` is the item's number, `category` its first-level category;
    `price_fen` is the list price of one piece."""

    key: str
    shop: str
    item: str
    price_fen: int
    quantity: int = 1
    sku: str | None = None
    category: str | None = None
    presale: Presale | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """`postage_fen`: of each shop's order before any offer, none said is none asked. `province`: where it
    goes. `bought`: by an offer's key, how many pieces this buyer has had under it before. `ordered_at`: null:
    when it is paid. WrongCart."""

    lines: tuple[CartLine, ...]
    postage_fen: Mapping[str, int] = field(default_factory=dict)
    province: str | None = None
    bought: Mapping[str, int] = field(default_factory=dict)
    ordered_at: datetime | None = None

    def __post_init__(self) -> None:
        lines = self.lines
        if not lines:
            raise WrongCart("empty")
        if len(lines) > MOST_LINES:
            raise WrongCart("too many lines")
        if len({line.key for line in lines}) < len(lines):
            raise WrongCart("key twice")
        for line in lines:
            code = _blame(line)
            if code:
                raise WrongCart(code, line.key)
        if any(not 0 <= fen <= MOST_FEN for fen in self.postage_fen.values()):
            raise WrongCart("postage")


def _blame(line: CartLine) -> str:
    if not 1 <= line.quantity <= MOST_PIECES:
        return "quantity"
    if not 0 <= line.price_fen <= MOST_FEN:
        return "price"
    presale = line.presale
    if presale is not None and not (
        0 <= presale.deposit_fen <= line.price_fen
        and (presale.counts_fen is None or presale.deposit_fen <= presale.counts_fen <= line.price_fen)
    ):
        return "deposit"
    return ""
