"""What was taken off prices for a buyer, and who agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from zhanggui.conversations.models import Discount
from zhanggui.conversations.rules.discounts import ASKED, DECLINED, GRANTED, STATE_TITLES, Who


@dataclass(frozen=True)
class DiscountCard:
    id: int
    shop_id: int
    conversation_id: int
    item_id: int
    item_title: str
    buyer_name: str
    price_fen: int
    floor_fen: int | None
    off_fen: int
    reason: str
    state: str
    takes: str
    by_name: str
    at: datetime
    decided_by_name: str
    decided_at: datetime | None
    note: str

    @property
    def left_fen(self) -> int:
        return self.price_fen - self.off_fen

    @property
    def state_title(self) -> str:
        return STATE_TITLES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state == ASKED

    @property
    def is_granted(self) -> bool:
        return self.state == GRANTED

    @property
    def is_declined(self) -> bool:
        return self.state == DECLINED

    @property
    def is_for_manager(self) -> bool:
        return self.takes == Who.MANAGER


def discounts_in(conversation_id: int, *, since: datetime) -> list[DiscountCard]:
    """Newest first: open, or of since then."""
    rows = Discount.objects.filter(conversation_id=conversation_id)
    return [one for one in _cards(rows.order_by("-pk")[:20]) if one.is_open or one.at >= since]


def discount_card(shop_id: int, discount_id: int) -> DiscountCard | None:
    return next(iter(_cards(Discount.objects.filter(pk=discount_id, shop_id=shop_id))), None)


@dataclass(frozen=True)
class DiscountCount:
    """Of one agent. `off_fen`: of what was granted."""

    agent_id: int
    agent: str
    asked: int
    granted: int
    declined: int
    off_fen: int


def discounts_of(
    shop_id: int, *, since: datetime, until: datetime, agent_id: int | None = None, state: str = ""
) -> list[DiscountCard]:
    """The shop's discount log of [since, until), newest first; 500 at most."""
    rows = _log(shop_id, since, until, agent_id)
    return _cards((rows.filter(state=state) if state else rows).order_by("-at", "-pk")[:500])


def discount_counts(
    shop_id: int, *, since: datetime, until: datetime, agent_id: int | None = None
) -> list[DiscountCount]:
    """By who asked, most off first."""
    rows = _log(shop_id, since, until, agent_id).values("by_id", "by__name")
    granted = Q(state=GRANTED)
    counted = rows.annotate(
        asked=Count("pk"),
        granted=Count("pk", filter=granted),
        declined=Count("pk", filter=Q(state=DECLINED)),
        off=Coalesce(Sum("off_fen", filter=granted), 0),
    )
    return [
        DiscountCount(
            one["by_id"], one["by__name"], one["asked"], one["granted"], one["declined"], one["off"]
        )
        for one in counted.order_by("-off", "by_id")
    ]


def _log(shop_id: int, since: datetime, until: datetime, agent_id: int | None) -> QuerySet[Discount]:
    rows = Discount.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    return rows if agent_id is None else rows.filter(by_id=agent_id)


def _cards(rows: QuerySet[Discount]) -> list[DiscountCard]:
    return [
        DiscountCard(
            id=row.pk,
            shop_id=row.shop_id,
            conversation_id=row.conversation_id,
            item_id=row.item_id,
            item_title=row.item.title or row.item.number,
            buyer_name=row.conversation.buyer.name,
            price_fen=row.price_fen,
            floor_fen=row.floor_fen,
            off_fen=row.off_fen,
            reason=row.reason,
            state=row.state,
            takes=row.takes,
            by_name=row.by.name,
            at=row.at,
            decided_by_name=row.decided_by.name if row.decided_by else "",
            decided_at=row.decided_at,
            note=row.note,
        )
        for row in rows.select_related("item", "by", "decided_by", "conversation__buyer")
    ]
