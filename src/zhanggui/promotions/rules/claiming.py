"""Which offer of a level gets a line that several of them hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from zhanggui.promotions.rules.account import Reason
from zhanggui.promotions.rules.offers import Level, Offer
from zhanggui.promotions.rules.table import Table


class Claim(NamedTuple):
    """What an offer would take off which lines, each at most what is left of it. When that is nothing:
    why, and what it lacks. `tier` and `times`: see `Applied`. `beside`: it gives something besides money."""

    places: tuple[int, ...]
    cuts: tuple[int, ...]
    reason: Reason
    lacks: int = 0
    tier: int = 0
    times: int = 1
    beside: bool = False


Claiming = Callable[[Table, Offer, list[int]], Claim]


def settle(table: Table, level: Level, found: Sequence[tuple[Offer, list[int]]], claiming: Claiming) -> None:
    """The offer that takes most off gets its lines, then the next on the lines that are left (*chosen*; of
    equals the one that the shop keeps first). A shop's set-up refuses offers that meet on a line, so that
    this decides only about what came in from elsewhere."""
    waiting: list[tuple[Offer, list[int]]] = []
    for offer, places in found:
        open_places = table.open_places(places, level)
        if open_places:
            waiting.append((offer, open_places))
        else:
            _say_shut(table, level, offer, places)
    holders: dict[int, str] = {}
    while waiting:
        claims = [claiming(table, offer, places) for offer, places in waiting]
        totals = [sum(claim.cuts) for claim in claims]
        best = 0
        for one in range(1, len(claims)):
            if (totals[one], claims[one].beside) > (totals[best], claims[best].beside):
                best = one
        if totals[best] <= 0 and not claims[best].beside:
            for (offer, places), claim in zip(waiting, claims, strict=True):
                table.refuse(offer, level, claim.reason, places, lacks=claim.lacks)
            return
        offer, _ = waiting.pop(best)
        claim = claims[best]
        table.take(offer, level, claim.places, claim.cuts, tier=claim.tier, times=claim.times)
        if offer.bars:
            table.bar(offer, claim.places)
        if not waiting:
            return
        holders |= dict.fromkeys(claim.places, offer.key)
        waiting = _without_held(table, level, waiting, holders)


def _without_held(
    table: Table, level: Level, waiting: list[tuple[Offer, list[int]]], holders: dict[int, str]
) -> list[tuple[Offer, list[int]]]:
    still: list[tuple[Offer, list[int]]] = []
    for offer, places in waiting:
        free = [place for place in places if place not in holders]
        if free:
            still.append((offer, free))
        else:
            table.refuse(offer, level, Reason.OTHER, places, by=holders[places[0]])
    return still


def _say_shut(table: Table, level: Level, offer: Offer, places: list[int]) -> None:
    by = table.bars.get((places[0], level), "")
    table.refuse(offer, level, Reason.BARRED if by else Reason.DEPOSIT, places, by=by)
