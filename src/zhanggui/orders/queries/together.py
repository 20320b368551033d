"""What is bought together, and what some buyers have bought."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from zhanggui.catalog.queries import SkuRef, items_for
from zhanggui.marketplace.rules import RefundStatus
from zhanggui.orders import rules
from zhanggui.orders.models import BoughtTogether, Order, OrderClaim, OrderLine

_PAID = (rules.Stage.TO_SHIP, rules.Stage.SHIPPED, rules.Stage.DONE)
_SAYS = ("item_number", "sku_outer_id", "item_outer_id", "properties")


@dataclass(frozen=True)
class TogetherCard:
    other_id: int
    orders: int
    item_orders: int


@dataclass(frozen=True)
class PaidLine:
    """A line of a paid order. `refund_fen`: what went back of `paid_fen`, all of it when the order was
    closed."""

    order_id: int
    order_number: str
    position: int
    buyer_id: int
    item_id: int
    quantity: int
    paid_fen: int
    refund_fen: int
    placed_at: datetime
    paid_at: datetime


def bought_with(shop_id: int, item_id: int) -> list[TogetherCard]:
    """What is bought together with an item, the most often first."""
    rows = BoughtTogether.objects.filter(shop_id=shop_id, item_id=item_id).order_by("rank")
    return [TogetherCard(one.other_id, one.orders, one.item_orders) for one in rows]


def baskets(shop_id: int, since: datetime) -> Iterator[frozenset[int]]:
    """The items of each paid order of since then, as far as the catalog knows them."""
    orders = Order.objects.filter(shop_id=shop_id, stage__in=_PAID, paid_at__gte=since)
    lines = OrderLine.objects.filter(shop_id=shop_id, order_number__in=orders.values("number"))
    rows = list(lines.order_by("order_number").values_list("order_number", *_SAYS))
    refs = sorted({row[1:] for row in rows}, key=str)
    known = dict(zip(refs, items_for(shop_id, [SkuRef(*ref) for ref in refs]), strict=True)) if refs else {}
    for _, found in groupby(rows, key=lambda row: row[0]):
        items = {known[row[1:]] for row in found}
        yield frozenset(item for item in items if item is not None)


def paid_lines(shop_id: int, buyer_ids: Collection[int], since: datetime) -> list[PaidLine]:
    """What these buyers have paid for that was ordered since then, of a web visitor only what is verified;
    also what was closed later."""
    rows = Order.objects.filter(shop_id=shop_id, created_at__gte=since, paid_at__isnull=False)
    of = ("pk", "number", "created_at", "paid_at", "stage")
    orders = {
        (buyer_id, pk): rest
        for buyer_id, pk, *rest in rows.filter(buyer_id__in=list(buyer_ids)).values_list("buyer_id", *of)
    }
    claims = OrderClaim.objects.filter(buyer_id__in=list(buyer_ids), state=rules.VERIFIED, order__in=rows)
    claimed = claims.values_list("buyer_id", *(f"order__{name}" for name in of))
    orders |= {(buyer_id, pk): rest for buyer_id, pk, *rest in claimed}
    numbers = {rest[0] for rest in orders.values()}
    lines: dict[str, list[tuple[OrderLine, int | None]]] = {}
    found = list(OrderLine.objects.filter(shop_id=shop_id, order_number__in=numbers).defer("extra"))
    refs = [SkuRef(*(getattr(line, name) or None for name in _SAYS)) for line in found]
    for line, item_id in zip(found, items_for(shop_id, refs) if refs else [], strict=True):
        lines.setdefault(line.order_number, []).append((line, item_id))
    return [
        _paid(line, item_id, pk, buyer_id, placed_at, paid_at, closed=stage == rules.Stage.CLOSED)
        for (buyer_id, pk), (number, placed_at, paid_at, stage) in orders.items()
        for line, item_id in lines.get(number, [])
        if item_id is not None
    ]


def _paid(
    line: OrderLine,
    item_id: int,
    order_id: int,
    buyer_id: int,
    placed_at: datetime,
    paid_at: datetime,
    *,
    closed: bool,
) -> PaidLine:
    quantity = line.quantity or 1
    sums = (line.paid_fen, line.payable_fen, None if line.price_fen is None else line.price_fen * quantity)
    paid = next((fen for fen in sums if fen is not None), 0)
    return PaidLine(
        order_id=order_id,
        order_number=line.order_number,
        position=line.position,
        buyer_id=buyer_id,
        item_id=item_id,
        quantity=quantity,
        paid_fen=paid,
        refund_fen=paid if closed else min(refunded_of(line), paid),
        placed_at=placed_at,
        paid_at=paid_at,
    )


def refunded_of(line: OrderLine) -> int:
    """What the line's own refund says, or its newest case once the money is back."""
    if line.refund_fen:
        return line.refund_fen
    return (line.case_fen or 0) if line.case_status == RefundStatus.SUCCESS else 0
