"""Offers, coupons and a voucher event in, in the words of `stored`: what the engine takes for granted is
asked of them here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from zhanggui.promotions.rules.cart import MOST_FEN, MOST_PIECES
from zhanggui.promotions.rules.codec.parsing import UNSAID, Fields, Node, WrongJson
from zhanggui.promotions.rules.event import TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.fine_print import (
    FINE_FIELDS,
    MOST_SHOP_COUPONS,
    FinePrint,
    TiersReached,
    ruling_at,
)
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    HeldCoupon,
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

MOST_OFFERS = 100
MOST_COUPONS = 20
MOST_NAMED = 2_000  # items of a scope, SKUs of a special price, groups of an event
_MOST_TIERS = 5
_MOST_GROUP_TIERS = 3
_MOST_TIMES = 1_000_000
_PROVINCES = 40


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def offers_in(node: Node, shop: str) -> tuple[Offer, ...]:
    """`shop`: whose offers they are when they do not say."""
    nodes = node.items(MOST_OFFERS)
    offers = tuple(_offer(one, shop) for one in nodes)
    _each_once(nodes, offers)
    return offers


def coupons_in(node: Node, shop: str) -> tuple[HeldCoupon, ...]:
    nodes = node.items(MOST_COUPONS)
    held = tuple(_held(one, shop) for one in nodes)
    _each_once(nodes, [one.coupon for one in held])
    return held


def _each_once(nodes: Sequence[Node], found: Iterable[_Keyed]) -> None:
    seen: set[str] = set()
    for node, one in zip(nodes, found, strict=True):
        if one.key in seen:
            raise WrongJson(
                f"{node.path}.key", f"「{one.key}」前面已经用过", f'"{one.key}" has been used before'
            )
        seen.add(one.key)


def _offer(node: Node, shop: str) -> Offer:
    fields = node.fields("key", "name", *_SCOPE, "tool", "starts_at", "ends_at", "most_pieces", "bars")
    key = fields.need("key").text()
    tool = _tool(fields.need("tool"))
    starts_at, ends_at = _span(fields, "starts_at", "ends_at")
    bars = fields.get("bars")
    most_pieces = fields.maybe_whole("most_pieces", 1, MOST_PIECES)
    if most_pieces is not None and isinstance(tool, NthAt | PiecesFor | PayFewer | Tiers):
        raise WrongJson(
            f"{node.path}.most_pieces",
            "只有一口价、打折、直降和阶梯价可以限购",
            "only special prices, rates, reductions and steps by pieces have a limit",
        )
    return Offer(
        key=key,
        name=fields.text("name", unsaid=key),
        scope=_scope(fields, shop),
        tool=tool,
        starts_at=starts_at,
        ends_at=ends_at,
        most_pieces=most_pieces,
        bars=frozenset(one.choice(Level) for one in bars.items(len(Level))) if bars else frozenset(),
    )


_SCOPE = ("shop", "items", "categories", "but")


def _scope(fields: Fields, shop: str) -> Scope:
    return Scope(
        shop=fields.text("shop", unsaid=shop),
        items=frozenset(fields.texts("items", MOST_NAMED)),
        categories=frozenset(fields.texts("categories", MOST_NAMED)),
        but=frozenset(fields.texts("but", MOST_NAMED)),
    )


def _span(fields: Fields, first: str, last: str) -> tuple[datetime, datetime]:
    starts, ends = fields.need(first).instant(), fields.need(last).instant()
    if ends <= starts:
        raise fields.need(last).wrong(f"要晚于 {first}", f"must be later than {first}")
    return starts, ends


# ---- tools: {"kind": "rate", "thousandths": 880} ----


def _tool(node: Node) -> Tool:
    kind_node = node.named(30).get("kind")
    if kind_node is None:
        raise WrongJson(f"{node.path}.kind", *UNSAID)
    kind = kind_node.text()
    read = _TOOLS.get(kind)
    if read is None:
        raise kind_node.wrong(
            f"要 {'、'.join(_TOOLS)} 之一,现在是「{kind}」",
            f'one of {", ".join(_TOOLS)} is needed, not "{kind}"',
        )
    return read(node)


def _special_price(node: Node) -> SpecialPrice:
    fields = node.fields("kind", "fen", "by_sku")
    by_sku = fields.get("by_sku")
    named = by_sku.named(MOST_NAMED) if by_sku else {}
    return SpecialPrice(_fen(fields, "fen"), {sku: one.whole(0, MOST_FEN) for sku, one in named.items()})


def _rate(node: Node) -> Rate:
    return Rate(_thousandths(node.fields("kind", "thousandths")))


def _less(node: Node) -> Less:
    return Less(_fen(node.fields("kind", "fen"), "fen"))


def _nth_at(node: Node) -> NthAt:
    fields = node.fields("kind", "nth", "thousandths")
    return NthAt(fields.need("nth").whole(1, MOST_PIECES), _thousandths(fields))


def _pieces_for(node: Node) -> PiecesFor:
    fields = node.fields("kind", "pieces", "fen")
    return PiecesFor(fields.need("pieces").whole(1, MOST_PIECES), _fen(fields, "fen"))


def _pay_fewer(node: Node) -> PayFewer:
    fields = node.fields("kind", "pieces", "paid")
    pieces = fields.need("pieces").whole(1, MOST_PIECES)
    return PayFewer(pieces, fields.need("paid").whole(0, pieces))


def _by_pieces(node: Node) -> ByPieces:
    steps: list[tuple[int, int]] = []
    for one in node.fields("kind", "steps").need("steps").items(20, least=1):
        needed, rate = one.items(2, least=2)
        if steps and needed.whole(1, MOST_PIECES) <= steps[-1][0]:
            raise needed.wrong("要比前一档多", "must be more than the tier before")
        steps.append((needed.whole(1, MOST_PIECES), rate.whole(0, 1000)))
    return ByPieces(tuple(steps))


def _tiers(node: Node) -> Tiers:
    fields = node.fields("kind", "tiers", "every", "times", "no_free_postage_to")
    nodes = fields.need("tiers").items(_MOST_TIERS, least=1)
    tiers = [_tier(one) for one in nodes]
    for place in range(1, len(tiers)):
        last, here = tiers[place - 1], tiers[place]
        steps = (here.from_fen - last.from_fen, here.from_pieces - last.from_pieces)
        if min(steps) < 0 or max(steps) == 0:
            raise nodes[place].wrong(
                "门槛要比前一档高", "its threshold must be above that of the tier before"
            )
    every = fields.flag("every")
    if every and (len(tiers) > 1 or not (tiers[0].from_fen or tiers[0].from_pieces)):
        raise node.wrong(
            "every 只能有一档,而且要有门槛", "with `every` there is one tier, and it has a threshold"
        )
    return Tiers(
        tuple(tiers),
        every=every,
        times=fields.maybe_whole("times", 1, _MOST_TIMES),
        no_free_postage_to=frozenset(fields.texts("no_free_postage_to", _PROVINCES)),
    )


def _tier(node: Node) -> Tier:
    fields = node.fields("from_fen", "from_pieces", "less_fen", "thousandths", "gifts", "free_postage")
    return Tier(
        from_fen=fields.whole("from_fen", 0, MOST_FEN, unsaid=0),
        from_pieces=fields.whole("from_pieces", 0, MOST_PIECES, unsaid=0),
        less_fen=fields.whole("less_fen", 0, MOST_FEN, unsaid=0),
        thousandths=fields.whole("thousandths", 0, 1000, unsaid=1000),
        gifts=tuple(fields.texts("gifts", 20)),
        free_postage=fields.flag("free_postage"),
    )


_TOOLS: dict[str, Callable[[Node], Tool]] = {
    "special_price": _special_price,
    "rate": _rate,
    "less": _less,
    "nth_at": _nth_at,
    "pieces_for": _pieces_for,
    "pay_fewer": _pay_fewer,
    "by_pieces": _by_pieces,
    "tiers": _tiers,
}


def _fen(fields: Fields, name: str) -> int:
    return fields.need(name).whole(0, MOST_FEN)


def _thousandths(fields: Fields) -> int:
    return fields.need("thousandths").whole(0, 1000)


# ---- coupons, and the marketplace's event ----


def _held(node: Node, shop: str) -> HeldCoupon:
    fields = node.fields(
        "key", "name", "kind", *_SCOPE, "threshold_fen", "value_fen", "starts_at", "ends_at", "count"
    )
    key = fields.need("key").text()
    starts_at, ends_at = _span(fields, "starts_at", "ends_at")
    kind = fields.get("kind")
    coupon = Coupon(
        key=key,
        name=fields.text("name", unsaid=key),
        kind=kind.choice(CouponKind) if kind else CouponKind.SHOP,
        scope=_scope(fields, shop),
        threshold_fen=fields.whole("threshold_fen", 0, MOST_FEN, unsaid=0),
        value_fen=fields.need("value_fen").whole(1, MOST_FEN),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return HeldCoupon(coupon, fields.whole("count", 0, MOST_PIECES, unsaid=1))


def event_in(node: Node) -> VoucherEvent:
    fields = node.fields(
        "key", "name", "merchants", "groups", "usable_from", "usable_until", "shown_from",
        "face_fen", "most_fen", "suspends_from", "suspends_until", "fine_print",
    )  # fmt: skip
    key = fields.need("key").text()
    usable_from, usable_until = _span(fields, "usable_from", "usable_until")
    shown = fields.get("shown_from")
    suspends: tuple[datetime | None, datetime | None] = None, None
    if fields.get("suspends_from") or fields.get("suspends_until"):
        suspends = _span(fields, "suspends_from", "suspends_until")
    most = fields.nodes.get("most_fen")
    fine = _fine(fields, ruling_at(usable_from).fine)
    return VoucherEvent(
        key=key,
        name=fields.text("name", unsaid=key),
        merchants=frozenset(fields.texts("merchants", MOST_NAMED)),
        groups=_groups(fields, fine.tiers_reached),
        usable_from=usable_from,
        usable_until=usable_until,
        shown_from=shown.instant() if shown else usable_from,
        face_fen=fields.whole("face_fen", 1, MOST_FEN, unsaid=1000),
        most_fen=30_000 if most is None else fields.maybe_whole("most_fen", 0, MOST_FEN),
        suspends_from=suspends[0],
        suspends_until=suspends[1],
        fine=fine,
    )


def _fine(fields: Fields, ruled: FinePrint) -> FinePrint:
    """What is unsaid is as it was ruled for the event's days."""
    node = fields.get("fine_print")
    inside = node.fields(*FINE_FIELDS) if node else None
    said: dict[str, Any] = {}
    for name, kind in FINE_FIELDS.items():
        one = inside.get(name) if inside else None
        if one is not None:
            said[name] = one.choice(kind) if issubclass(kind, StrEnum) else one.whole(1, MOST_SHOP_COUPONS)
    return replace(ruled, **said) if said else ruled


def _groups(fields: Fields, counting: TiersReached) -> dict[tuple[str, str], TierGroup]:
    groups: dict[tuple[str, str], TierGroup] = {}
    for node in fields.need("groups").items(MOST_NAMED):
        inside = node.fields("shop", "category", "tiers", "repeating")
        whose = inside.need("shop").text(), inside.need("category").text()
        if whose in groups:
            raise node.wrong(
                f"{whose[0]} 的「{whose[1]}」前面已经选了一组",
                f'a group of "{whose[1]}" of {whose[0]} has been chosen before',
            )
        groups[whose] = _group(inside, counting)
    return groups


def _group(fields: Fields, counting: TiersReached) -> TierGroup:
    tiers: list[VoucherTier] = []
    for node in fields.need("tiers").items(_MOST_GROUP_TIERS, least=1):
        threshold, vouchers = node.items(2, least=2)
        tier = VoucherTier(threshold.whole(1, MOST_FEN), vouchers.whole(1, MOST_PIECES))
        if tiers and tier.threshold_fen <= tiers[-1].threshold_fen:
            raise threshold.wrong("要比前一档高", "must be above the tier before")
        if tiers and counting is TiersReached.HIGHEST and tier.vouchers < tiers[-1].vouchers:
            raise vouchers.wrong("不能比前一档少", "must not be fewer than those of the tier before")
        tiers.append(tier)
    repeating = fields.flag("repeating")
    if repeating and len(tiers) > 1:
        raise fields.wrong("repeating 只能有一档", "with `repeating` there is one tier")
    return TierGroup(tuple(tiers), repeating=repeating)
