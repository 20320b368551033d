"""What buyers have paid for, as the marketplace tells it: for lists and groups of buyers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from zhanggui.catalog.queries import item_cards, items_for, items_titled
from zhanggui.orders import rules
from zhanggui.orders.models import Order, OrderClaim, OrderLine
from zhanggui.orders.queries.details import ref_of


@dataclass(frozen=True)
class Bought:
    """A buyer's paid orders: how many, what was paid less what went back, the last one, and the numbers of
    the items, the newest first."""

    orders: int
    paid_fen: int
    ordered_at: datetime | None
    items: tuple[str, ...]


@dataclass(frozen=True)
class _Paid:
    number: str
    title: str
    fen: int
    created_at: datetime


def bought_by(shop_id: int, buyer_ids: Sequence[int]) -> dict[int, Bought]:
    """{buyer id: what they bought}, of a visitor their verified orders; also of those who bought nothing."""
    paid = _paid(shop_id, buyer_ids)
    items = _items(shop_id, [order for orders in paid.values() for order in orders])
    found = {}
    for buyer_id in buyer_ids:
        orders = sorted(paid.get(buyer_id, ()), key=lambda one: one.created_at, reverse=True)
        numbers = dict.fromkeys(number for order in orders for number in items.get(order.number, ()))
        found[buyer_id] = Bought(
            orders=len(orders),
            paid_fen=sum(order.fen for order in orders),
            ordered_at=orders[0].created_at if orders else None,
            items=tuple(numbers),
        )
    return found


def _paid(shop_id: int, buyer_ids: Sequence[int]) -> dict[int, list[_Paid]]:
    claims = OrderClaim.objects.filter(buyer_id__in=buyer_ids, state=rules.VERIFIED)
    claimed = defaultdict(set)
    for buyer_id, order_id in claims.values_list("buyer_id", "order_id"):
        claimed[order_id].add(buyer_id)
    rows = Order.objects.filter(Q(buyer_id__in=buyer_ids) | Q(pk__in=list(claimed)), shop_id=shop_id)
    of = ("pk", "buyer_id", "number", "title", "paid_fen", "total_fen", "refund_fen", "created_at")
    wanted = set(buyer_ids)
    found = defaultdict(list)
    for pk, owner, number, title, paid_fen, total_fen, refund_fen, created_at in rows.filter(
        paid_at__isnull=False
    ).values_list(*of):
        fen = paid_fen if paid_fen is not None else total_fen or 0
        one = _Paid(number, title or "", max(fen - (refund_fen or 0), 0), created_at)
        for buyer_id in {owner, *claimed.get(pk, ())} & wanted:
            found[buyer_id].append(one)
    return found


def _items(shop_id: int, orders: Sequence[_Paid]) -> dict[str, list[str]]:
    """{order number: item numbers}: by the lines, and where an order has none, by the titles it names."""
    numbers = list({order.number for order in orders})
    rows = OrderLine.objects.filter(shop_id=shop_id, order_number__in=numbers)
    lines = list(rows.order_by("order_number", "position"))
    meant = items_for(shop_id, [ref_of(line) for line in lines]) if lines else []
    titles = (
        {
            title
            for order in orders
            for title in _titles(order.title)
            if order.number not in {line.order_number for line in lines}
        }
        if orders
        else set()
    )
    titled = items_titled(shop_id, titles) if titles else {}
    ids = {item_id for item_id in (*meant, *titled.values()) if item_id is not None}
    cards = item_cards(shop_id, ids)
    found: dict[str, list[str]] = defaultdict(list)
    for line, item_id in zip(lines, meant, strict=True):
        known = cards[item_id].number if item_id in cards else line.item_number
        if known:
            found[line.order_number].append(known)
    for order in orders:
        if order.number not in found:
            found[order.number] = [
                cards[titled[title]].number for title in _titles(order.title) if title in titled
            ]
    return found


def _titles(text: str) -> list[str]:
    """An order's titles stand in one cell, parted by a full-width comma."""
    return [title.strip() for title in text.split("，") if title.strip()]
