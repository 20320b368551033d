"""Playbooks beside the talk: what this turn of it calls for, the parcels, and the words that suit."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.conversations import queries, rules
from zhanggui.conversations.queries import ParcelCard, PhraseCard
from zhanggui.conversations.rules.plays import PLAY_CATEGORIES, PLAY_TITLES, Called, Play, nearest, suits
from zhanggui.conversations.shipped import SETS
from zhanggui.conversations.variables import Occasion, values_for
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.clock import now
from zhanggui.orders.queries import OrderCard
from zhanggui.shops.queries import StaffCard, shop_by_id

_WORDS = 2  # ready ones, of each play


@dataclass(frozen=True)
class ShownPlay:
    """`phrases`: (phrase's id, 0 for one that the shop has not taken in; title; text)."""

    called: Called
    phrases: list[tuple[int, str, str]]
    parcels: list[ParcelCard] | None = None
    bought: OrderCard | None = None


def shown_plays(
    staff: StaffCard, buyer: BuyerCard, called: tuple[Called, ...], asked: str
) -> tuple[list[ShownPlay], list[tuple[Play, str]]]:
    """What the talk calls for, else what somebody asked for; and those that may be asked for."""
    if asked in PLAY_TITLES and asked not in {one.play for one in called}:
        called = (Called(Play(asked)), *called)
    there = {one.play for one in called}
    rest = [(play, title) for play, title in PLAY_TITLES.items() if play not in there]
    return [_shown(staff, buyer, one) for one in called], rest


def _shown(staff: StaffCard, buyer: BuyerCard, called: Called) -> ShownPlay:
    urges = called.play == Play.URGE
    parcels = queries.parcels_of(staff.shop_id, buyer.id) if urges else None
    known = _ready(staff.shop_id, called.play)
    if urges:
        # Without a parcel nothing is known that one could say of it.
        has_left = parcels[0].has_left if parcels else False
        known = [one for one in known if parcels and suits(one.text, has_left=has_left)]
    whole = _whole(staff, buyer, known, parcels[0] if parcels else None)
    asks = enumerate(f"{one.title} {' '.join(one.asks)}" for one, _ in whole)
    best = [whole[place] for place in nearest(called.words, asks)[:_WORDS]]
    return ShownPlay(
        called=called,
        phrases=[(one.id, one.title, text) for one, text in best],
        parcels=parcels,
        bought=queries.last_bought(buyer.id) if called.play == Play.FRIEND else None,
    )


def _ready(shop_id: int, play: Play) -> list[PhraseCard]:
    """The shop's own words; until it has some, those that come with the program."""
    own = queries.phrases_of_play(shop_id, play)
    if own:
        return own
    category = PLAY_CATEGORIES[play]
    return [
        PhraseCard(0, one.group, one.category, one.title, one.text, one.asks, one.shortcut, 0)
        for each in SETS
        for one in each.phrases
        if one.category == category
    ]


def _whole(
    staff: StaffCard, buyer: BuyerCard, known: list[PhraseCard], parcel: ParcelCard | None
) -> list[tuple[PhraseCard, str]]:
    """Those in which nothing is missing. What is said of an order is said of the parcel that is shown, which
    need not be the buyer's newest order."""
    names = tuple(dict.fromkeys(name for one in known for name in rules.variables_in(one.text)))
    occasion = Occasion(shop_by_id(staff.shop_id), staff, buyer.id, buyer.name, now())
    values = values_for(names, occasion)
    if parcel is not None:
        values |= {
            "order_no": parcel.number,
            "courier": parcel.courier,
            "waybill": "、".join(parcel.waybills),
        }
    filled = [(one, rules.fill(one.text, values)) for one in known]
    return [(one, whole.text) for one, whole in filled if not whole.missing]
