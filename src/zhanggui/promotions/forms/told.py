"""An offer that the shop keeps, as the form says it: to be changed before it begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.promotions.forms.offers import name_of_tool, typed_offer
from zhanggui.promotions.forms.reading import Fields
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Less,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.stored import kind_of
from zhanggui.promotions.wording import discount, short


@dataclass(frozen=True)
class ToldOffer:
    kind: str
    said: Mapping[str, str]
    many: Mapping[str, Sequence[str]]


def told_offer(offer: Offer, at: datetime) -> ToldOffer | None:
    """None where no form says just this: files may tell of more."""
    kind = _kind(offer.tool)
    scope = offer.scope
    said = {
        **_TOLD[type(offer.tool)](offer.tool),
        # Named by what it says: when that is changed, the name is another one, too.
        "name": "" if offer.name == name_of_tool(offer.tool) else offer.name,
        "starts_at": _wall(offer.starts_at),
        "ends_at": _wall(offer.ends_at),
        "scope": "items" if scope.items else "categories" if scope.categories else "shop",
        "items": " ".join(sorted(scope.items)),
        "but": " ".join(sorted(scope.but)),
        "most_pieces": "" if offer.most_pieces is None else str(offer.most_pieces),
    }
    many: dict[str, Sequence[str]] = {
        "categories": sorted(scope.categories),
        "bars": [str(one) for one in sorted(offer.bars)],
    }
    typed = typed_offer(kind, Fields(said, many), scope.shop, min(at, offer.starts_at.replace(microsecond=0)))
    to_the_second = {name: getattr(offer, name).replace(microsecond=0) for name in ("starts_at", "ends_at")}
    is_the_same = replace(typed.offer, key=offer.key) == replace(offer, **to_the_second)
    is_the_same = is_the_same and not typed.blames
    return ToldOffer(kind, said, many) if is_the_same else None


def _kind(tool: Tool) -> str:
    if not isinstance(tool, Tiers):
        return kind_of(tool)
    return "pieces_off" if any(tier.from_pieces for tier in tool.tiers) else "spend"


def _wall(instant: datetime) -> str:
    """As the browser's field writes it, with seconds where there are any."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S" if instant.second else "%Y-%m-%dT%H:%M")


def _tiers(tool: Tiers) -> dict[str, str]:
    said = {
        "every": "1" if tool.every else "",
        "times": "" if tool.times is None else str(tool.times),
        "far": " ".join(sorted(tool.no_free_postage_to)),
    }
    for row, tier in enumerate(tool.tiers, 1):
        by_pieces = bool(tier.from_pieces)
        said[f"from_{row}"] = str(tier.from_pieces) if by_pieces else short(tier.from_fen)
        said[f"less_{row}"] = short(tier.less_fen) if tier.less_fen else ""
        said[f"rate_{row}"] = discount(tier.thousandths)
        said[f"gift_{row}"] = "".join(tier.gifts[:1])
        said[f"postage_{row}"] = "1" if tier.free_postage else ""
    return said


def _special(tool: SpecialPrice) -> dict[str, str]:
    by_sku = [f"{sku} {short(fen)}" for sku, fen in sorted(tool.by_sku.items())]
    return {"fen": short(tool.fen), "by_sku": "\n".join(by_sku)}


def _by_pieces(tool: ByPieces) -> dict[str, str]:
    said: dict[str, str] = {}
    for row, (pieces, rate) in enumerate(tool.steps, 1):
        said |= {f"from_{row}": str(pieces), f"rate_{row}": discount(rate)}
    return said


_TOLD: Mapping[type[Tool], Callable[..., dict[str, str]]] = MappingProxyType(
    {
        Tiers: _tiers,
        SpecialPrice: _special,
        ByPieces: _by_pieces,
        Rate: lambda tool: {"thousandths": discount(tool.thousandths)},
        Less: lambda tool: {"fen": short(tool.fen)},
        NthAt: lambda tool: {"nth": str(tool.nth), "thousandths": discount(tool.thousandths)},
        PiecesFor: lambda tool: {"pieces": str(tool.pieces), "fen": short(tool.fen)},
        PayFewer: lambda tool: {"pieces": str(tool.pieces), "paid": str(tool.paid)},
    }
)
