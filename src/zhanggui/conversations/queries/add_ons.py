"""What goes with an item, and what agents sold besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from zhanggui.catalog.queries import ItemCard, item_cards, knowledge_card, matching_items, skus_of_items
from zhanggui.conversations.models import AddOnSale, Recommendation
from zhanggui.conversations.rules.add_ons import PAIR, REASON_TITLES, TOGETHER
from zhanggui.foundation.calendar import shop_day
from zhanggui.orders.queries import bought_with
from zhanggui.stock.queries import stock_of

_Key = TypeVar("_Key", bound=Hashable)
MOST_RELATED = 4
MOST_SALES = 500


@dataclass(frozen=True)
class Related:
    """An item that goes with another. Of those that are bought together: in `orders` of `item_orders`."""

    item: ItemCard
    reason: str
    orders: int = 0
    item_orders: int = 0

    @property
    def reason_title(self) -> str:
        return REASON_TITLES[self.reason]


@dataclass(frozen=True)
class SaleCard:
    order_id: int
    order_number: str
    paid_at: datetime
    agent_id: int
    agent: str
    buyer_id: int
    buyer: str
    conversation_id: int
    position: int
    item_id: int
    item: str
    beside: str
    recommended_at: datetime
    quantity: int
    paid_fen: int
    refund_fen: int

    @property
    def net_fen(self) -> int:
        return self.paid_fen - self.refund_fen


@dataclass(frozen=True)
class AddOnCount:
    """`net_fen`: what was paid, less what went back."""

    shown: int
    orders: int
    lines: int
    net_fen: int


def related_items(shop_id: int, item_id: int, *, most: int = MOST_RELATED) -> list[Related]:
    """The shop's own pairs as its card names them, then what is bought together; nothing that is sold out or
    off sale."""
    found: dict[int, Related] = {}
    card = knowledge_card(item_id)
    for _, item in matching_items(shop_id, card.sections["matching"]) if card else []:
        if item is not None and item.id != item_id:
            found.setdefault(item.id, Related(item, PAIR))
    together = bought_with(shop_id, item_id)
    items = item_cards(shop_id, [one.other_id for one in together])
    for one in together:
        if one.other_id in items:
            other = Related(items[one.other_id], TOGETHER, one.orders, one.item_orders)
            found.setdefault(one.other_id, other)
    gone = _sold_out(list(found))
    there = [one for key, one in found.items() if key not in gone and one.item.on_sale is not False]
    return there[:most]


def _sold_out(item_ids: list[int]) -> set[int]:
    """Items of which every SKU is counted and none is left."""
    skus = skus_of_items(item_ids)
    stock = stock_of([sku.id for each in skus.values() for sku in each])
    return {one for one, each in skus.items() if each and all(stock[sku.id].sold_out for sku in each)}


def add_on_counts(
    shop_id: int, since: datetime, until: datetime, *, agent_id: int | None = None
) -> tuple[dict[int, AddOnCount], dict[date, AddOnCount]]:
    """By agent, and by day, of [since, until): recommendations by when they were made, sales by when they
    were paid."""
    told = Recommendation.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    sold = AddOnSale.objects.filter(shop_id=shop_id, paid_at__gte=since, paid_at__lt=until)
    if agent_id is not None:
        told, sold = told.filter(agent_id=agent_id), sold.filter(agent_id=agent_id)
    shown = list(told.values_list("agent_id", "at"))
    sales = list(sold.values_list("agent_id", "paid_at", "order_id", "paid_fen", "refund_fen"))
    agents = _counted(
        [who for who, _ in shown], [(who, order, paid, back) for who, _, order, paid, back in sales]
    )
    days = _counted(
        [shop_day(at) for _, at in shown],
        [(shop_day(at), order, paid, back) for _, at, order, paid, back in sales],
    )
    return agents, days


def _counted(shown: list[_Key], sales: list[tuple[_Key, int, int, int]]) -> dict[_Key, AddOnCount]:
    told: Counter[_Key] = Counter(shown)
    keys = dict.fromkeys([*told, *(key for key, _, _, _ in sales)])
    return {
        key: AddOnCount(
            shown=told[key],
            orders=len({order for one, order, _, _ in sales if one == key}),
            lines=sum(one == key for one, _, _, _ in sales),
            net_fen=sum(paid - back for one, _, paid, back in sales if one == key),
        )
        for key in keys
    }


def add_on_sales(
    shop_id: int, since: datetime, until: datetime, *, agent_id: int | None = None
) -> list[SaleCard]:
    """The newest 500, by when they were paid."""
    rows = AddOnSale.objects.filter(shop_id=shop_id, paid_at__gte=since, paid_at__lt=until)
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    of = ("order", "agent", "item", "recommendation__buyer", "recommendation__beside")
    return [
        SaleCard(
            order_id=one.order_id,
            order_number=one.order.number,
            paid_at=one.paid_at,
            agent_id=one.agent_id,
            agent=one.agent.name,
            buyer_id=one.recommendation.buyer_id,
            buyer=one.recommendation.buyer.name,
            conversation_id=one.recommendation.conversation_id,
            position=one.recommendation.position,
            item_id=one.item_id,
            item=one.item.title or one.item.number,
            beside=one.recommendation.beside.title or one.recommendation.beside.number,
            recommended_at=one.recommendation.at,
            quantity=one.quantity,
            paid_fen=one.paid_fen,
            refund_fen=one.refund_fen,
        )
        for one in rows.select_related(*of).order_by("-paid_at", "-pk")[:MOST_SALES]
    ]
