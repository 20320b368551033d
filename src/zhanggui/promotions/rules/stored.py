"""Offers, coupons and tier groups as plain values that JSON can hold, and back.

What stands in the rooms' tables is written here, and the quote's JSON (`codec`) uses the same words for the
same things. An offer's key, name, shop and period stand beside its terms, in columns of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from zhanggui.promotions.rules.event import TierGroup, VoucherTier
from zhanggui.promotions.rules.fine_print import FINE_FIELDS, MOST_SHOP_COUPONS, FinePrint
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)

VERSION = 1
Terms = Mapping[str, Any]


class WrongTerms(ValueError):  # noqa: N818 - read as "wrong terms"
    """Terms that no version of ours has written."""


KINDS: Mapping[str, type[Tool]] = MappingProxyType(
    {
        "special_price": SpecialPrice,
        "rate": Rate,
        "less": Less,
        "nth_at": NthAt,
        "pieces_for": PiecesFor,
        "pay_fewer": PayFewer,
        "by_pieces": ByPieces,
        "tiers": Tiers,
    }
)
_NAMES = MappingProxyType({tool: name for name, tool in KINDS.items()})


def kind_of(tool: Tool) -> str:
    return _NAMES[type(tool)]


# ---- scope ----


def scope_terms(scope: Scope) -> dict[str, Any]:
    """A scope without its shop; what is empty is left out."""
    said = {"items": scope.items, "categories": scope.categories, "but": scope.but}
    return {name: sorted(values) for name, values in said.items() if values}


def scope_from(terms: Terms, shop: str) -> Scope:
    return Scope(
        shop,
        frozenset(terms.get("items", ())),
        frozenset(terms.get("categories", ())),
        frozenset(terms.get("but", ())),
    )


# ---- tools ----


def tool_terms(tool: Tool) -> dict[str, Any]:
    return {"kind": kind_of(tool), **_said(tool)}


def _said(tool: Tool) -> dict[str, Any]:
    if isinstance(tool, Tiers):
        return _said_of_tiers(tool)
    if isinstance(tool, SpecialPrice):
        return {"fen": tool.fen, **({"by_sku": dict(sorted(tool.by_sku.items()))} if tool.by_sku else {})}
    if isinstance(tool, ByPieces):
        return {"steps": [list(step) for step in tool.steps]}
    return {name: getattr(tool, name) for name in tool.__slots__}


def _said_of_tiers(tool: Tiers) -> dict[str, Any]:
    said: dict[str, Any] = {"tiers": [_tier_terms(tier) for tier in tool.tiers]}
    if tool.every:
        said["every"] = True
    if tool.times is not None:
        said["times"] = tool.times
    if tool.no_free_postage_to:
        said["no_free_postage_to"] = sorted(tool.no_free_postage_to)
    return said


def _tier_terms(tier: Tier) -> dict[str, Any]:
    """What a tier says besides what every tier says."""
    plain = Tier()
    said = {name: getattr(tier, name) for name in Tier.__slots__}
    return {
        name: list(value) if name == "gifts" else value
        for name, value in said.items()
        if value != getattr(plain, name)
    }


def _tiers_from(terms: Terms) -> Tiers:
    return Tiers(
        tuple(Tier(**{**one, "gifts": tuple(one.get("gifts", ()))}) for one in terms["tiers"]),
        terms.get("every", False),
        terms.get("times"),
        frozenset(terms.get("no_free_postage_to", ())),
    )


def _steps_from(terms: Terms) -> ByPieces:
    return ByPieces(tuple((pieces, rate) for pieces, rate in terms["steps"]))


_READ: Mapping[str, Callable[[Terms], Tool]] = MappingProxyType(
    {
        "special_price": lambda terms: SpecialPrice(terms["fen"], dict(terms.get("by_sku", {}))),
        "rate": lambda terms: Rate(terms["thousandths"]),
        "less": lambda terms: Less(terms["fen"]),
        "nth_at": lambda terms: NthAt(terms["nth"], terms["thousandths"]),
        "pieces_for": lambda terms: PiecesFor(terms["pieces"], terms["fen"]),
        "pay_fewer": lambda terms: PayFewer(terms["pieces"], terms["paid"]),
        "by_pieces": _steps_from,
        "tiers": _tiers_from,
    }
)


def tool_from(terms: Terms) -> Tool:
    """WrongTerms."""
    read = _READ.get(terms.get("kind", ""))
    if read is None:
        message = f"no tool of this kind: {terms.get('kind')!r}"
        raise WrongTerms(message)
    try:
        tool = read(terms)
        is_sound = _is_sound(tool)
    except (KeyError, TypeError, ValueError) as error:
        message = f"not the terms of {terms['kind']}: {error}"
        raise WrongTerms(message) from error
    if not is_sound:
        message = f"terms that nothing can be priced by: {dict(terms)}"
        raise WrongTerms(message)
    return tool


def _is_sound(tool: Tool) -> bool:
    """Whether the engine can count by it: nothing is divided into groups of none, nothing lacks its steps."""
    if isinstance(tool, NthAt):
        return tool.nth >= 1
    if isinstance(tool, PiecesFor | PayFewer):
        return tool.pieces >= 1
    if isinstance(tool, ByPieces):
        return len(tool.steps) >= 1
    if isinstance(tool, Tiers):
        first = tool.tiers[0] if tool.tiers else Tier()
        lowest = min(min(tier.from_fen, tier.from_pieces) for tier in tool.tiers) if tool.tiers else -1
        return lowest >= 0 and (not tool.every or first.from_fen + first.from_pieces > 0)
    return True


# ---- offers and coupons ----


def offer_terms(offer: Offer) -> dict[str, Any]:
    """What an offer says, besides its key, name, shop and period."""
    said: dict[str, Any] = {"version": VERSION, **scope_terms(offer.scope), "tool": tool_terms(offer.tool)}
    if offer.most_pieces is not None:
        said["most_pieces"] = offer.most_pieces
    if offer.bars:
        said["bars"] = sorted(offer.bars)
    return said


def offer_mark(offer: Offer) -> str:
    """Differs when anything that a member can change of the offer differs: who changes it says by this what
    they saw."""
    told = [
        offer.name,
        str(offer.level),
        offer_terms(offer),
        offer.starts_at.timestamp(),
        offer.ends_at.timestamp(),
    ]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def offer_from(
    terms: Terms, *, key: str, name: str, shop: str, starts_at: datetime, ends_at: datetime
) -> Offer:
    """WrongTerms."""
    return Offer(
        key,
        name,
        scope_from(terms, shop),
        tool_from(terms["tool"]),
        starts_at,
        ends_at,
        terms.get("most_pieces"),
        frozenset(map(Level, terms.get("bars", ()))),
    )


def coupon_terms(coupon: Coupon) -> dict[str, Any]:
    """What a coupon says, besides its key, name, shop and period."""
    return {
        "version": VERSION,
        "kind": str(coupon.kind),
        **scope_terms(coupon.scope),
        "threshold_fen": coupon.threshold_fen,
        "value_fen": coupon.value_fen,
    }


def coupon_from(
    terms: Terms, *, key: str, name: str, shop: str, starts_at: datetime, ends_at: datetime
) -> Coupon:
    scope = scope_from(terms, shop)
    kind = CouponKind(terms["kind"])
    return Coupon(key, name, kind, scope, terms["threshold_fen"], terms["value_fen"], starts_at, ends_at)


# ---- tier groups of a marketplace's event ----


def group_terms(group: TierGroup) -> dict[str, Any]:
    tiers = [[tier.threshold_fen, tier.vouchers] for tier in group.tiers]
    return {"tiers": tiers, **({"repeating": True} if group.repeating else {})}


def group_from(terms: Terms) -> TierGroup:
    """WrongTerms: a threshold of nothing would be reached without end."""
    tiers = tuple(VoucherTier(threshold, vouchers) for threshold, vouchers in terms["tiers"])
    repeating = terms.get("repeating", False)
    thresholds = [0, *(tier.threshold_fen for tier in tiers)]
    rises = all(lower < higher for lower, higher in pairwise(thresholds))
    if not tiers or not rises or (repeating and len(tiers) > 1):
        message = f"not the tiers of a group: {terms['tiers']}"
        raise WrongTerms(message)
    return TierGroup(tiers, repeating)


def groups_terms(groups: Mapping[str, Sequence[TierGroup]]) -> dict[str, Any]:
    """The groups that an event offers, by first-level category; "" is every other category."""
    return {category: [group_terms(group) for group in those] for category, those in groups.items()}


def groups_from(terms: Terms) -> dict[str, tuple[TierGroup, ...]]:
    return {category: tuple(map(group_from, those)) for category, those in terms.items()}


# ---- the fine print of an event ----


def fine_terms(fine: FinePrint, ruled: FinePrint) -> dict[str, Any]:
    """What an event decides otherwise than it was ruled for its days."""
    said = {name: getattr(fine, name) for name in FINE_FIELDS if getattr(fine, name) != getattr(ruled, name)}
    return {name: value if isinstance(value, int) else str(value) for name, value in said.items()}


def fine_from(terms: Terms, ruled: FinePrint) -> FinePrint:
    """WrongTerms."""
    if not terms:
        return ruled
    try:
        said: dict[str, Any] = {name: FINE_FIELDS[name](value) for name, value in terms.items()}
    except (KeyError, TypeError, ValueError) as error:
        message = f"not the fine print of an event: {error}"
        raise WrongTerms(message) from error
    fine = replace(ruled, **said)
    if not 1 <= fine.shop_coupons <= MOST_SHOP_COUPONS:
        message = f"so many coupons of the shop on an order: {fine.shop_coupons}"
        raise WrongTerms(message)
    return fine
