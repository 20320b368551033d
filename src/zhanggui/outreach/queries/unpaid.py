from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.marketplace.queries import ErrandCard, is_performed, newest_errands
from zhanggui.marketplace.rules import FAILED
from zhanggui.orders.queries import OrderCard, PlacedCard, placed, placed_by
from zhanggui.outreach import rules
from zhanggui.outreach.models import BuyerIntention
from zhanggui.outreach.settings import CLOSES_HOURS, DOUBLE_HOURS
from zhanggui.shops.queries import setting_value


@dataclass(frozen=True)
class IntentionCard:
    """`closes`: for which reasons the order may be closed now that the buyer has said this."""

    id: int
    order_id: int
    intention: str
    words: str
    by_name: str
    at: datetime

    @property
    def title(self) -> str:
        return rules.INTENTIONS[self.intention].title

    @property
    def closes(self) -> tuple[str, ...]:
        return rules.reasons_of(self.intention)


@dataclass(frozen=True)
class UnpaidCard:
    """An order that waits for the money, what its buyer said about it, and whether it is being closed.
    `performed`: somebody closes orders for us; else a person does it in the marketplace's back office."""

    order: OrderCard
    chased: bool
    closes_at: datetime
    intentions: list[IntentionCard]
    double: PlacedCard | None
    same_skus: bool
    closing: ErrandCard | None
    performed: bool

    @property
    def newest(self) -> IntentionCard | None:
        return self.intentions[0] if self.intentions else None

    @property
    def may_close(self) -> tuple[str, ...]:
        asked = self.closing is not None and self.closing.state != FAILED
        return self.newest.closes if self.newest and not asked else ()


def intentions_of(order_id: int) -> list[IntentionCard]:
    """What was said about an order, newest first."""
    return [_card(row) for row in BuyerIntention.objects.filter(order_id=order_id).order_by("-id")[:20]]


def newest_intentions(order_ids: Collection[int]) -> dict[int, IntentionCard]:
    rows = BuyerIntention.objects.filter(order_id__in=list(order_ids))
    return {row.order_id: _card(row) for row in rows.order_by("order_id", "-id").distinct("order_id")}


def orders_apart(order_ids: Collection[int]) -> set[int]:
    """Those of which the buyer said that they are wanted besides others, or not at all."""
    said = newest_intentions(order_ids)
    return {order_id for order_id, card in said.items() if rules.stands_apart(card.intention)}


def unpaid_card(order: OrderCard, *, at: datetime) -> UnpaidCard:
    shop_id = order.shop_id
    own = next(iter(placed(shop_id, [order.id])), None)
    hours = setting_value(shop_id, DOUBLE_HOURS, at=at)
    since = order.created_at - timedelta(hours=hours)
    theirs = placed_by(shop_id, [order.buyer_id], since) if order.buyer_id else []
    by_id = {one.order_id: one for one in theirs}
    intentions = intentions_of(order.id)
    both = bool(intentions) and intentions[0].intention == rules.BOTH
    doubles = {} if both else rules.doubles(theirs, apart=orders_apart(by_id))
    double = by_id.get(doubles.get(order.id, 0))
    closing = newest_errands(shop_id, kind=rules.CLOSE_ERRAND, thing="order", thing_ids=[order.id])
    return UnpaidCard(
        order=order,
        chased=order.status in rules.CHASED,
        closes_at=order.created_at + timedelta(hours=setting_value(shop_id, CLOSES_HOURS, at=at)),
        intentions=intentions,
        double=double,
        same_skus=bool(double and own and rules.same_skus(own, double)),
        closing=closing.get(order.id),
        performed=is_performed(shop_id, rules.CLOSE_ERRAND, at=at),
    )


def _card(row: BuyerIntention) -> IntentionCard:
    return IntentionCard(
        id=row.pk,
        order_id=row.order_id,
        intention=row.intention,
        words=row.words,
        by_name=row.by_name,
        at=row.at,
    )
