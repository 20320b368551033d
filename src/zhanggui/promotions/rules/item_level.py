"""Item level: special prices, rates and offers over pieces. A line gets at most one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhanggui.foundation.money import shares
from zhanggui.promotions.rules.account import Reason
from zhanggui.promotions.rules.cart import CartLine
from zhanggui.promotions.rules.claiming import Claim, settle
from zhanggui.promotions.rules.offers import (
    ByPieces,
    ItemTool,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tiers,
)
from zhanggui.promotions.rules.table import Table


def take_item_level(table: Table, found: Sequence[tuple[Offer, list[int]]]) -> None:
    """`found`: live offers with the places that they hold, in the order in which the shop keeps them."""
    settle(table, Level.ITEM, found, _claim)


def _claim(table: Table, offer: Offer, places: list[int]) -> Claim:
    tool = offer.tool
    assert not isinstance(tool, Tiers)  # noqa: S101 - the book sorts offers by level
    lines = table.lines
    if isinstance(tool, NthAt | PiecesFor | PayFewer):
        return _by_groups(table, tool, places)
    rate = 1000
    if isinstance(tool, ByPieces):
        pieces = table.pieces(places)
        reached = [step for step, (needed, _) in enumerate(tool.steps) if pieces >= needed]
        if not reached:
            return Claim((), (), Reason.LACKS_PIECES, tool.steps[0][0] - pieces)
        rate = tool.steps[reached[-1]][1]
    each = [max(0, _less(tool, lines[place], rate)) for place in places]
    if offer.most_pieces is None:
        cuts = [less * lines[place].quantity for place, less in zip(places, each, strict=True)]
    else:
        allowed = offer.most_pieces - table.cart.bought.get(offer.key, 0)
        if allowed <= 0:
            return Claim((), (), Reason.USED_UP, 0)
        cuts = _limited(table, places, each, allowed)
    return Claim(tuple(places), tuple(cuts), Reason.NOTHING_OFF, 0)


def _less(tool: ItemTool, line: CartLine, rate: int) -> int:
    price = line.price_fen
    if isinstance(tool, SpecialPrice):
        fen = tool.fen if line.sku is None else tool.by_sku.get(line.sku, tool.fen)
        return price - fen
    if isinstance(tool, Less):
        return min(tool.fen, price)
    return price - at_rate(price, tool.thousandths if isinstance(tool, Rate) else rate)


def at_rate(fen: int, thousandths: int) -> int:
    """So many thousandths of an amount; half a fen counts as one (*chosen*)."""
    return (fen * thousandths + 500) // 1000


def _limited(table: Table, places: list[int], each: list[int], allowed: int) -> list[int]:
    """The pieces that are allowed go where they take most off (*chosen*)."""
    cuts = [0] * len(places)
    for one in sorted(range(len(places)), key=lambda one: -each[one]):
        pieces = min(allowed, table.lines[places[one]].quantity)
        cuts[one] = each[one] * pieces
        allowed -= pieces
    return cuts


Group = list[tuple[int, int]]  # (place, pieces) that make up one group


def _by_groups(table: Table, tool: NthAt | PiecesFor | PayFewer, places: list[int]) -> Claim:
    """Whole groups of pieces, dearest first. What a group saves is borne by all its pieces in proportion to
    their prices, so that none comes free when another is sent back (*chosen*)."""
    size = tool.nth if isinstance(tool, NthAt) else tool.pieces
    lines = table.lines
    saved: dict[int, int] = {}
    for group, times in _groups(lines, sorted(places, key=lambda place: -lines[place].price_fen), size):
        fen = times * _saved(tool, [(lines[place].price_fen, pieces) for place, pieces in group])
        amounts = [lines[place].price_fen * pieces for place, pieces in group]
        for (place, _), share in zip(group, shares(fen, amounts), strict=True):
            saved[place] = saved.get(place, 0) + share
    if not saved:
        return Claim((), (), Reason.LACKS_PIECES, size - table.pieces(places))
    held = tuple([place for place in places if place in saved])
    return Claim(held, tuple([saved[place] for place in held]), Reason.NOTHING_OFF)


def _groups(lines: Sequence[CartLine], dearest: list[int], size: int) -> Iterator[tuple[Group, int]]:
    """Groups of so many pieces, and how many such groups there are."""
    group: Group = []
    room = size
    for place in dearest:
        pieces = lines[place].quantity
        if group:
            taken = min(room, pieces)
            group.append((place, taken))
            room, pieces = room - taken, pieces - taken
            if not room:
                yield group, 1
                group = []
        if pieces >= size:
            yield [(place, size)], pieces // size
            pieces %= size
        if pieces:
            group, room = [(place, pieces)], size - pieces


def _saved(tool: NthAt | PiecesFor | PayFewer, dearest: list[tuple[int, int]]) -> int:
    """What one group saves; (price, pieces) of its lines."""
    if isinstance(tool, PiecesFor):
        return max(0, sum([price * pieces for price, pieces in dearest]) - tool.fen)
    cheapest = dearest[-1][0]
    if isinstance(tool, NthAt):
        return cheapest - at_rate(cheapest, tool.thousandths)
    free, saved = tool.pieces - tool.paid, 0
    for price, pieces in reversed(dearest):
        saved += price * min(free, pieces)
        free = max(0, free - pieces)
    return saved
