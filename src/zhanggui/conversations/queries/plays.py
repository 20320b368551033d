"""Playbooks: what the talk calls for, and what an agent has to know for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanggui.conversations.models import Phrase
from zhanggui.conversations.queries.phrases import PhraseCard, phrase_card
from zhanggui.conversations.rules.plays import PLAY_CATEGORIES, Called, Play, plays_of
from zhanggui.conversations.rules.steps import Said
from zhanggui.marketplace.rules import StatusGroup
from zhanggui.orders.queries import OrderCard, orders_of_buyer
from zhanggui.worklist.queries import TaskCard, latest_about

URGED, TRACED = "urged", "traced"  # the kinds of task: of the store, and of whoever asks the courier
_PARCELS = 3
_HELD = frozenset({StatusGroup.TO_SHIP, StatusGroup.PAID_HOLD})
_ON_ITS_WAY = frozenset({StatusGroup.SHIPPED, StatusGroup.SIGNED})


@dataclass(frozen=True)
class ParcelCard:
    """What a buyer has paid for and not yet said to have. `asked`: the task that somebody asked for last."""

    order_id: int
    number: str
    title: str
    paid_at: datetime | None
    has_left: bool
    left_at: datetime | None
    courier: str
    waybills: tuple[str, ...]
    asked: TaskCard | None

    @property
    def is_asked(self) -> bool:
        return self.asked is not None and self.asked.settled_at is None


def called_plays(said: Sequence[Said], *, buyer_id: int, since: datetime) -> tuple[Called, ...]:
    """`since`: when the talk began. Orders are only read where the words leave it open."""
    possible = plays_of(said, is_friend=True, has_parcel=True)
    if not {one.play for one in possible} & {Play.URGE, Play.FRIEND}:
        return tuple(possible)
    orders = orders_of_buyer(buyer_id)
    is_friend = any(one.paid_at is not None and one.paid_at < since for one in orders)
    return tuple(plays_of(said, is_friend=is_friend, has_parcel=any(map(_is_parcel, orders))))


def _is_parcel(order: OrderCard) -> bool:
    return order.status.group in _HELD | _ON_ITS_WAY


def parcels_of(shop_id: int, buyer_id: int) -> list[ParcelCard]:
    """The newest orders that are paid for and not finished; of a web visitor only those that are verified."""
    orders = [one for one in orders_of_buyer(buyer_id) if _is_parcel(one)][:_PARCELS]
    return [_card(shop_id, order) for order in orders]


def _card(shop_id: int, order: OrderCard) -> ParcelCard:
    has_left = order.status.group in _ON_ITS_WAY
    about = latest_about(shop_id, TRACED if has_left else URGED, "order", order.id, limit=1)
    return ParcelCard(
        order_id=order.id,
        number=order.number,
        title=order.title,
        paid_at=order.paid_at,
        has_left=has_left,
        left_at=order.shipped_at,
        courier=order.courier,
        waybills=order.waybills,
        asked=about[0] if about else None,
    )


def last_bought(buyer_id: int) -> OrderCard | None:
    """The newest order that is paid for: what one may speak of with who comes back."""
    return next((one for one in orders_of_buyer(buyer_id) if one.paid_at is not None), None)


def phrases_of_play(shop_id: int, play: Play) -> list[PhraseCard]:
    """The shop's own words for it."""
    rows = Phrase.objects.filter(
        shop_id=shop_id, owner=None, retired_at=None, category=PLAY_CATEGORIES[play]
    ).order_by("pk")
    return [phrase_card(row) for row in rows[:20]]
