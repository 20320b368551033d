"""What an offer or a coupon must look like, whatever else the shop sells or offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from zhanggui.promotions.rules.cart import MOST_FEN, MOST_PIECES
from zhanggui.promotions.rules.limits import MOST_IN_SCOPE, NAME_LETTERS
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    ItemTool,
    Less,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
)
from zhanggui.promotions.rules.review.blame import Blame

MOST_TIERS = 5
LETTERS_OF_GIFT = 40


def name(text: str) -> Iterator[Blame]:
    if not text.strip():
        yield Blame("name", "no_name")
    elif len(text) > NAME_LETTERS or not text.isprintable():
        yield Blame("name", "long_name", {"most": NAME_LETTERS})


def period(starts_at: datetime, ends_at: datetime, at: datetime | None) -> Iterator[Blame]:
    """`at` null: what is over may be told, too."""
    if ends_at <= starts_at:
        yield Blame("ends_at", "ends_before_start")
    elif at is not None and ends_at <= at:
        yield Blame("ends_at", "is_over", {"ends_at": ends_at})
    elif at is not None and starts_at < at:
        yield Blame("starts_at", "began_before", {"starts_at": starts_at})


def scope(one: Scope) -> Iterator[Blame]:
    for item in sorted(one.items & one.but)[:1]:
        yield Blame("but", "in_and_out", {"item": item})
    if max(len(one.items), len(one.categories), len(one.but)) > MOST_IN_SCOPE:
        yield Blame("items", "too_many_in_scope", {"most": MOST_IN_SCOPE})


def tool(offer: Offer) -> Iterator[Blame]:
    if offer.most_pieces is not None:
        if not isinstance(offer.tool, SpecialPrice | Rate | Less):
            yield Blame("most_pieces", "limit_on_several")
        elif not 1 <= offer.most_pieces <= MOST_PIECES:
            yield Blame("most_pieces", "pieces", {"most": MOST_PIECES})
    if isinstance(offer.tool, Tiers):
        yield from _tiers(offer.tool)
    else:
        yield from _item_tool(offer.tool)


def _item_tool(tool: ItemTool) -> Iterator[Blame]:
    match tool:
        case SpecialPrice(fen, by_sku):
            yield from _amount("fen", fen)
            for one in by_sku.values():
                yield from _amount("by_sku", one)
        case Rate(thousandths):
            yield from _rate("thousandths", thousandths)
        case Less(fen):
            yield from _amount("fen", fen)
        case NthAt(nth, thousandths):
            yield from _pieces("nth", nth, least=2)
            yield from _rate("thousandths", thousandths)
        case PiecesFor(pieces, fen):
            yield from _pieces("pieces", pieces, least=2)
            yield from _amount("fen", fen)
        case PayFewer(pieces, paid):
            yield from _pieces("pieces", pieces, least=2)
            if not 1 <= paid < pieces:
                yield Blame("paid", "paid", {"pieces": pieces})
        case ByPieces(steps):
            yield from _steps(steps)


def _steps(steps: Sequence[tuple[int, int]]) -> Iterator[Blame]:
    if not 1 <= len(steps) <= MOST_TIERS:
        yield Blame("steps", "steps", {"most": MOST_TIERS})
    for pieces, rate in steps:
        yield from _pieces("steps", pieces, least=1)
        yield from _rate("steps", rate)
    for place, ((before, dearer), (pieces, rate)) in enumerate(pairwise(steps), 2):
        if pieces <= before:
            yield Blame("steps", "steps_fall", {"tier": place, "pieces": before})
        elif rate >= dearer:
            yield Blame("steps", "steps_dearer", {"tier": place})


def _tiers(tool: Tiers) -> Iterator[Blame]:
    tiers = tool.tiers
    if not 1 <= len(tiers) <= MOST_TIERS:
        yield Blame("tiers", "tiers", {"most": MOST_TIERS})
        return
    if tool.every:
        yield from _every(tool)
    elif tool.times is not None:
        yield Blame("times", "times_without_every")
    wrong = [blame for place, tier in enumerate(tiers, 1) for blame in _tier(place, tier)]
    yield from wrong
    if not wrong:
        for place, (lower, higher) in enumerate(pairwise(tiers), 2):
            yield from _rising(place, lower, higher)


def _every(tool: Tiers) -> Iterator[Blame]:
    if len(tool.tiers) > 1:
        yield Blame("tiers", "every_with_several")
    elif tool.tiers[0].thousandths < 1000:
        yield Blame("tiers", "every_with_rate")
    if tool.times is not None and not 1 <= tool.times <= MOST_PIECES:
        yield Blame("times", "pieces", {"most": MOST_PIECES})


def _tier(place: int, tier: Tier) -> Iterator[Blame]:
    """A tier for itself; its number is said, from 1."""
    where = {"tier": place}
    if bool(tier.from_fen) == bool(tier.from_pieces):
        yield Blame("tiers", "tier_asks_both" if tier.from_fen else "tier_asks_nothing", where)
    elif tier.less_fen and tier.thousandths != 1000:
        yield Blame("tiers", "tier_takes_both", where)
    elif not (tier.less_fen or tier.thousandths != 1000 or tier.gifts or tier.free_postage):
        yield Blame("tiers", "tier_gives_nothing", where)
    elif tier.thousandths != 1000 and not 1 <= tier.thousandths <= 999:
        yield Blame("tiers", "tier_rate", where)
    elif not (0 <= tier.from_fen <= MOST_FEN and 0 <= tier.from_pieces <= MOST_PIECES and tier.less_fen >= 0):
        yield Blame("tiers", "tier_amount", where)
    elif tier.from_fen and tier.less_fen >= tier.from_fen:
        said = {"less_fen": tier.less_fen, "from_fen": tier.from_fen}
        yield Blame("tiers", "tier_takes_all", {**where, **said})
    for gift in tier.gifts:
        if not gift.strip() or len(gift) > LETTERS_OF_GIFT:
            yield Blame("tiers", "gift", {**where, "most": LETTERS_OF_GIFT})


def _rising(place: int, lower: Tier, higher: Tier) -> Iterator[Blame]:
    where = {"tier": place, "before": place - 1}
    if bool(lower.from_fen) != bool(higher.from_fen):
        yield Blame("tiers", "tiers_mixed", where)
    elif (higher.from_fen, higher.from_pieces) <= (lower.from_fen, lower.from_pieces):
        yield Blame("tiers", "tiers_fall", where)
    elif (lower.less_fen and higher.thousandths < 1000) or (lower.thousandths < 1000 and higher.less_fen):
        yield Blame("tiers", "tiers_mixed", where)
    elif higher.less_fen < lower.less_fen or higher.thousandths > lower.thousandths:
        yield Blame("tiers", "tiers_invert", where)
    elif lower.free_postage and not higher.free_postage:
        yield Blame("tiers", "tiers_lose_postage", where)
    elif (higher.less_fen, higher.thousandths, higher.gifts, higher.free_postage) == (
        *(lower.less_fen, lower.thousandths, lower.gifts, lower.free_postage),
    ):
        yield Blame("tiers", "tiers_same", where)


def coupon(one: Coupon) -> Iterator[Blame]:
    yield from _amount("value_fen", one.value_fen)
    if not 0 <= one.threshold_fen <= MOST_FEN:
        yield Blame("threshold_fen", "amount")
    elif one.value_fen >= one.threshold_fen:
        said = {"less_fen": one.value_fen, "from_fen": one.threshold_fen}
        yield Blame("value_fen", "coupon_takes_all", said)


def _amount(where: str, fen: int) -> Iterator[Blame]:
    if not 1 <= fen <= MOST_FEN:
        yield Blame(where, "amount")


def _rate(where: str, thousandths: int) -> Iterator[Blame]:
    if not 1 <= thousandths <= 999:
        yield Blame(where, "rate")


def _pieces(where: str, pieces: int, *, least: int) -> Iterator[Blame]:
    if not least <= pieces <= MOST_PIECES:
        yield Blame(where, "pieces_from", {"least": least, "most": MOST_PIECES})
