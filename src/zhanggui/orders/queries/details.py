"""What an order sells and where its money went: its lines, its ledger, the payment account's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from zhanggui.catalog.queries import SkuCard, SkuRef, skus_for
from zhanggui.orders import rules
from zhanggui.orders.models import MoneyEntry, OrderLine, StatementEntry
from zhanggui.orders.queries.cards import OrderCard


@dataclass(frozen=True)
class LineCard:
    """`listed_fen` is the price of a piece as listed, times the pieces. The item is None where the catalog
    does not know what the line sells, the SKU likewise."""

    title: str
    properties: str
    code: str
    price_fen: int | None
    quantity: int | None
    listed_fen: int | None
    paid_fen: int | None
    refund_status: str
    refund_fen: int | None
    remark: str
    item_id: int | None
    sku_id: int | None = None


@dataclass(frozen=True)
class EntryCard:
    kind: str
    fen: int
    at: datetime
    source: str

    @property
    def title(self) -> str:
        return rules.MONEY_TITLES.get(self.kind, self.kind)


@dataclass(frozen=True)
class OrderDetails:
    """`statement_fen` is what the payment account's statement has of the order, None where it has nothing;
    `statement_differs` when that is not what the marketplace says was paid less what was refunded."""

    lines: tuple[LineCard, ...]
    account: rules.Account
    entries: tuple[EntryCard, ...]
    statement: tuple[EntryCard, ...]
    statement_fen: int | None
    statement_differs: bool

    @property
    def settled_fen(self) -> int:
        return sum(entry.fen for entry in self.entries if entry.kind == rules.SETTLED)

    @property
    def fee_fen(self) -> int:
        return -sum(entry.fen for entry in self.entries if entry.kind == rules.FEE)


def with_details(shop_id: int, orders: Sequence[OrderCard]) -> list[OrderCard]:
    """The cards with their details; as many questions for fifty orders as for one."""
    numbers = [order.number for order in orders]
    lines = _lines(shop_id, numbers)
    entries, statement = _entries(shop_id, numbers), _statement(shop_id, numbers)
    return [
        replace(
            order,
            details=_details(order, lines[order.number], entries[order.number], statement[order.number]),
        )
        for order in orders
    ]


def _details(
    order: OrderCard, lines: list[LineCard], entries: list[EntryCard], statement: list[EntryCard]
) -> OrderDetails:
    banked = sum(entry.fen for entry in statement) if statement else None
    said = (order.paid_fen or 0) - (order.refund_fen or 0)
    return OrderDetails(
        lines=tuple(lines),
        account=rules.account(
            [(line.price_fen, line.quantity) for line in lines],
            goods=order.goods_fen,
            postage=order.postage_fen,
            total=order.total_fen,
        ),
        entries=tuple(entries),
        statement=tuple(statement),
        statement_fen=banked,
        statement_differs=banked is not None and order.paid_fen is not None and banked != said,
    )


def _lines(shop_id: int, numbers: Sequence[str]) -> dict[str, list[LineCard]]:
    rows = list(
        OrderLine.objects.filter(shop_id=shop_id, order_number__in=list(numbers))
        .defer("extra")
        .order_by("order_number", "position")
    )
    skus = skus_for(shop_id, [ref_of(row) for row in rows]) if rows else []
    lines: dict[str, list[LineCard]] = defaultdict(list)
    for row, sku in zip(rows, skus, strict=True):
        lines[row.order_number].append(_card(row, sku))
    return lines


class Sold(Protocol):
    """A line of an order, however it was read, as it names what it sells."""

    @property
    def item_number(self) -> str | None: ...
    @property
    def sku_outer_id(self) -> str | None: ...
    @property
    def item_outer_id(self) -> str | None: ...
    @property
    def properties(self) -> str | None: ...


def ref_of(line: Sold) -> SkuRef:
    """As the catalog is asked for what the line sells."""
    return SkuRef(
        item_number=line.item_number or None,
        sku_outer_id=line.sku_outer_id or None,
        item_outer_id=line.item_outer_id or None,
        properties=line.properties or None,
    )


def _card(line: OrderLine, sku: SkuCard | None) -> LineCard:
    known = line.price_fen is not None and line.quantity is not None
    return LineCard(
        title=line.title or "",
        properties=line.properties or "",
        code=line.sku_outer_id or line.item_outer_id or line.item_number or "",
        price_fen=line.price_fen,
        quantity=line.quantity,
        listed_fen=(line.price_fen or 0) * (line.quantity or 0) if known else None,
        paid_fen=line.paid_fen,
        refund_status=rules.refund_words(line.case_status or line.refund_status),
        refund_fen=line.refund_fen if line.case_fen is None else line.case_fen,
        remark=line.remark or "",
        item_id=sku.item_id if sku else None,
        sku_id=sku.id if sku else None,
    )


def _entries(shop_id: int, numbers: Sequence[str]) -> dict[str, list[EntryCard]]:
    rows = MoneyEntry.objects.filter(shop_id=shop_id, order_number__in=list(numbers)).order_by("at", "id")
    found: dict[str, list[EntryCard]] = defaultdict(list)
    for row in rows:
        found[row.order_number].append(EntryCard(row.kind, row.fen, row.at, row.source))
    return found


def _statement(shop_id: int, numbers: Sequence[str]) -> dict[str, list[EntryCard]]:
    rows = StatementEntry.objects.filter(shop_id=shop_id, order_number__in=list(numbers)).order_by("at", "id")
    found: dict[str, list[EntryCard]] = defaultdict(list)
    for row in rows:
        found[row.order_number or ""].append(EntryCard(row.kind, row.fen, row.at, row.serial))
    return found
