"""Shop level: spend so much and save so much, so many pieces at a rate, gifts, free postage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhanggui.promotions.rules.account import Gift, Reason
from zhanggui.promotions.rules.claiming import Claim, settle
from zhanggui.promotions.rules.item_level import at_rate
from zhanggui.promotions.rules.offers import Level, Offer, Tiers
from zhanggui.promotions.rules.table import Table


class Reached(NamedTuple):
    """The highest tier that is reached (-1: none) and how often it counts; else what the first lacks."""

    tier: int
    times: int
    lacks_fen: int
    lacks_pieces: int


def take_shop_level(table: Table, found: Sequence[tuple[Offer, list[int]]]) -> None:
    """Money comes off a line by one offer only. Offers that only give (gifts, postage) hold no line: they
    are reckoned beside the others, by what the item level left (*chosen*)."""
    money: list[tuple[Offer, list[int]]] = []
    for offer, places in found:
        if _takes_money(offer):
            money.append((offer, places))
        else:
            _give(table, offer, places)
    before = len(table.applied)
    settle(table, Level.SHOP, money, _claim)
    for applied in table.applied[before:]:
        offer = next(offer for offer, _ in money if offer.key == applied.offer)
        _hand_over(table, offer, applied.tier, applied.times)


def _takes_money(offer: Offer) -> bool:
    return any(tier.less_fen or tier.thousandths < 1000 for tier in _tiers(offer).tiers)


def _tiers(offer: Offer) -> Tiers:
    tool = offer.tool
    assert isinstance(tool, Tiers)  # noqa: S101 - the book sorts offers by level
    return tool


def _give(table: Table, offer: Offer, places: list[int]) -> None:
    open_places = table.open_places(places, Level.SHOP)
    if not open_places:
        by = table.bars.get((places[0], Level.SHOP), "")
        table.refuse(offer, Level.SHOP, Reason.BARRED if by else Reason.DEPOSIT, places, by=by)
        return
    there = reached(_tiers(offer), table.amount(open_places), table.pieces(open_places))
    if there.tier < 0:
        claim = _lacking(there)
        table.refuse(offer, Level.SHOP, claim.reason, open_places, lacks=claim.lacks)
        return
    zeros = [0] * len(open_places)
    table.take(offer, Level.SHOP, open_places, zeros, tier=there.tier, times=there.times)
    _hand_over(table, offer, there.tier, there.times)


def _hand_over(table: Table, offer: Offer, tier: int, times: int) -> None:
    tool = _tiers(offer)
    given = tool.tiers[tier]
    shop = offer.scope.shop
    table.gifts += [Gift(offer.key, shop, name, times) for name in given.gifts]
    if given.free_postage:
        if table.cart.province in tool.no_free_postage_to:
            table.refuse(offer, Level.POSTAGE, Reason.FAR)
        else:
            table.free_postage.setdefault(shop, offer)


def reached(tool: Tiers, fen: int, pieces: int) -> Reached:
    tier = -1
    for one, needed in enumerate(tool.tiers):
        if fen >= needed.from_fen and pieces >= needed.from_pieces:
            tier = one
    if tier < 0:
        first = tool.tiers[0]
        return Reached(-1, 0, max(0, first.from_fen - fen), max(0, first.from_pieces - pieces))
    if not tool.every:
        return Reached(tier, 1, 0, 0)
    needed = tool.tiers[tier]
    thresholds = ((fen, needed.from_fen), (pieces, needed.from_pieces))
    times = min([there // threshold for there, threshold in thresholds if threshold], default=1)
    return Reached(tier, times if tool.times is None else min(times, tool.times), 0, 0)


def _claim(table: Table, offer: Offer, places: list[int]) -> Claim:
    tool = _tiers(offer)
    amount = table.amount(places)
    there = reached(tool, amount, table.pieces(places))
    if there.tier < 0:
        return _lacking(there)
    tier = tool.tiers[there.tier]
    fen = min(amount, tier.less_fen * there.times)
    if tier.thousandths < 1000:
        fen = max(fen, amount - at_rate(amount, tier.thousandths))
    cuts = table.spread(fen, places)
    beside = bool(tier.gifts) or tier.free_postage
    return Claim(tuple(places), tuple(cuts), Reason.NOTHING_OFF, 0, there.tier, there.times, beside)


def _lacking(there: Reached) -> Claim:
    if there.lacks_fen:
        return Claim((), (), Reason.LACKS_FEN, there.lacks_fen)
    return Claim((), (), Reason.LACKS_PIECES, there.lacks_pieces)
