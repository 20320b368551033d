"""What buyers have ordered lately: who has not paid, and who may have ordered twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders import rules
from zhanggui.orders.models import Order, OrderClaim, OrderLine


@dataclass(frozen=True)
class PlacedCard:
    """`items` and `skus` name the goods where the order's lines have been told; else there is its title."""

    order_id: int
    number: str
    buyer_id: int | None
    nick: str
    status: TradeStatus
    title: str
    total_fen: int | None
    created_at: datetime
    items: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()


def placed(shop_id: int, order_ids: Collection[int]) -> list[PlacedCard]:
    return _cards(shop_id, Order.objects.filter(shop_id=shop_id, pk__in=list(order_ids)))


def unpaid_since(
    shop_id: int, since: datetime, *, buyer_ids: Collection[int] | None = None
) -> list[PlacedCard]:
    """The shop's orders of since then that wait for the money, oldest first."""
    rows = Order.objects.filter(shop_id=shop_id, stage=rules.Stage.UNPAID, created_at__gte=since)
    if buyer_ids is not None:
        rows = rows.filter(buyer_id__in=list(buyer_ids))
    return _cards(shop_id, rows)


def placed_by(shop_id: int, buyer_ids: Collection[int], since: datetime) -> list[PlacedCard]:
    """What these buyers have ordered since then and not closed, oldest first."""
    rows = Order.objects.filter(shop_id=shop_id, buyer_id__in=list(buyer_ids), created_at__gte=since)
    return _cards(shop_id, rows.exclude(stage=rules.Stage.CLOSED))


def orders_of_buyers(
    shop_id: int, buyer_ids: Collection[int], since: datetime
) -> dict[int, list[PlacedCard]]:
    """{buyer: what they have ordered since then and not closed, oldest first}; of a web visitor only orders
    that are verified."""
    found: dict[int, list[PlacedCard]] = {}
    for card in placed_by(shop_id, buyer_ids, since):
        if card.buyer_id is not None:
            found.setdefault(card.buyer_id, []).append(card)
    claims = OrderClaim.objects.filter(
        buyer_id__in=list(buyer_ids),
        state=rules.VERIFIED,
        order__shop_id=shop_id,
        order__created_at__gte=since,
    )
    claimed = list(claims.values_list("buyer_id", "order_id"))
    rows = Order.objects.filter(pk__in={order_id for _, order_id in claimed}).exclude(
        stage=rules.Stage.CLOSED
    )
    cards = {card.order_id: card for card in _cards(shop_id, rows)} if claimed else {}
    for buyer_id, order_id in claimed:
        known = found.setdefault(buyer_id, [])
        if order_id in cards and all(one.order_id != order_id for one in known):
            known.append(cards[order_id])
    return {one: sorted(cards, key=lambda card: card.created_at) for one, cards in found.items()}


@dataclass(frozen=True)
class PaidCard:
    number: str
    buyer_id: int
    paid_fen: int
    paid_at: datetime


def paid_by(shop_id: int, buyer_ids: Collection[int], since: datetime, until: datetime) -> list[PaidCard]:
    """What these buyers have paid for in [since, until), first paid first."""
    rows = Order.objects.filter(
        shop_id=shop_id, buyer_id__in=list(buyer_ids), paid_at__gte=since, paid_at__lt=until
    )
    of = ("number", "buyer_id", "paid_fen", "total_fen", "paid_at")
    return [
        PaidCard(number, buyer_id, paid or total or 0, paid_at)
        for number, buyer_id, paid, total, paid_at in rows.order_by("paid_at", "pk").values_list(*of)
        if buyer_id is not None and paid_at is not None
    ]


# One list for both: the ORM would take longer over the numbers of a big day's buyers, each for itself, than
# the database over their orders.
_TIMES = """
    WITH told AS (
        SELECT id, buyer_id, created_at, paid_at FROM orders_order
        WHERE shop_id = %(shop)s AND (stage <> %(closed)s OR paid_at IS NOT NULL)
          AND (created_at >= %(since)s AND created_at < %(until)s
               OR paid_at >= %(since)s AND paid_at < %(until)s)
    )
    SELECT buyer_id, created_at, paid_at FROM told WHERE buyer_id = ANY(%(buyers)s)
    UNION ALL
    SELECT claim.buyer_id, told.created_at, told.paid_at
    FROM orders_orderclaim claim JOIN told ON told.id = claim.order_id
    WHERE claim.buyer_id = ANY(%(buyers)s) AND claim.state = %(verified)s
"""


def order_times(
    shop_id: int, buyer_ids: Collection[int], since: datetime, until: datetime
) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """When these buyers' orders were placed and paid for; those of which either was in [since, until). Of a
    web visitor only orders that are verified; closed ones that were never paid for are not among them."""
    given: dict[str, Any] = {
        "shop": shop_id,
        "buyers": list(buyer_ids),
        "since": since,
        "until": until,
        "closed": int(rules.Stage.CLOSED),
        "verified": rules.VERIFIED,
    }
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, given)
        for buyer_id, created_at, paid_at in cursor.fetchall():
            if created_at is not None:
                found.setdefault(buyer_id, []).append((created_at, paid_at))
    return found


_PAID = (rules.Stage.TO_SHIP, rules.Stage.SHIPPED, rules.Stage.DONE)


def paid_last(buyer_ids: Collection[int], since: datetime) -> set[int]:
    """Those of the buyers whose newest order of since then is paid for; of a web visitor only an order that
    is verified counts."""
    rows = Order.objects.filter(created_at__gte=since)
    theirs = rows.filter(buyer_id__in=list(buyer_ids)).order_by("buyer_id", "-created_at", "-pk")
    found = [*theirs.distinct("buyer_id").values_list("buyer_id", "created_at", "stage")]
    claims = OrderClaim.objects.filter(buyer_id__in=list(buyer_ids), state=rules.VERIFIED)
    claims = claims.filter(order__created_at__gte=since)
    found += claims.values_list("buyer_id", "order__created_at", "order__stage")
    newest: dict[int, tuple[datetime, int]] = {}
    for buyer_id, created_at, stage in found:
        if buyer_id is not None:
            newest[buyer_id] = max(newest.get(buyer_id, (created_at, stage)), (created_at, stage))
    return {buyer_id for buyer_id, (_, stage) in newest.items() if stage in _PAID}


def _cards(shop_id: int, rows: QuerySet[Order]) -> list[PlacedCard]:
    of = ("pk", "number", "buyer_id", "buyer_nick", "status", "title", "total_fen", "created_at")
    found = list(rows.order_by("created_at", "pk").values_list(*of))
    goods = _goods(shop_id, [number for _, number, *_ in found])
    return [
        PlacedCard(
            order_id=order_id,
            number=number,
            buyer_id=buyer_id,
            nick=nick or "",
            status=TradeStatus(status),
            title=title or "",
            total_fen=total_fen,
            created_at=created_at,
            items=frozenset(item for item, _ in goods.get(number, ())),
            skus=frozenset(sku for _, sku in goods.get(number, ())),
        )
        for order_id, number, buyer_id, nick, status, title, total_fen, created_at in found
    ]


def _goods(shop_id: int, numbers: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """{order's number: its items, each with the SKU}, as far as lines tell them."""
    of = ("order_number", "item_number", "item_outer_id", "title", "sku_outer_id", "properties")
    rows = OrderLine.objects.filter(shop_id=shop_id, order_number__in=list(numbers)).values_list(*of)
    goods: dict[str, list[tuple[str, str]]] = {}
    for order_number, number, outer_id, title, sku, properties in rows:
        if item := number or outer_id or title:
            goods.setdefault(order_number, []).append((item, f"{item} {sku or properties or ''}"))
    return goods
