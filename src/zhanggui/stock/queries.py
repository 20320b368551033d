from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from zhanggui.catalog.queries import ItemCard, SkuCard, all_items
from zhanggui.stock import rules
from zhanggui.stock.models import Reservation, Stock

_TOGETHER = 500  # items


@dataclass(frozen=True)
class StockCard:
    """One SKU's stock. None: nobody has said it; what is reserved is always known."""

    on_hand: int | None
    reserved: int
    available: int | None
    page: int | None
    counted_at: datetime | None
    page_at: datetime | None

    @property
    def oversold(self) -> bool:
        """More is promised than there is, or the page offers more than can be sold."""
        return rules.oversold(self.on_hand, self.reserved, self.page)

    @property
    def sold_out(self) -> bool:
        """Nothing is left to sell, as far as anybody has counted."""
        return self.available is not None and self.available < 1


@dataclass(frozen=True)
class StockRow:
    """One SKU with its item and its stock, as an export writes it."""

    item: ItemCard
    sku: SkuCard
    stock: StockCard


def stock_of(sku_ids: Collection[int]) -> dict[int, StockCard]:
    """The stock of every SKU that is asked for."""
    wanted = list(sku_ids)
    counted = {row.sku_id: row for row in Stock.objects.filter(sku_id__in=wanted)}
    sums = Reservation.objects.filter(sku_id__in=wanted).values("sku_id").annotate(all=Sum("quantity"))
    reserved = dict(sums.values_list("sku_id", "all"))
    return {sku_id: _card(counted.get(sku_id), reserved.get(sku_id, 0)) for sku_id in wanted}


def _card(row: Stock | None, reserved: int) -> StockCard:
    on_hand = row.on_hand if row else None
    return StockCard(
        on_hand=on_hand,
        reserved=reserved,
        available=rules.available(on_hand, reserved),
        page=row.page if row else None,
        counted_at=row.counted_at if row else None,
        page_at=row.page_at if row else None,
    )


def reserved_for(shop_id: int, order_number: str) -> dict[int, int]:
    """What is promised to an order: {SKU id: quantity}."""
    rows = Reservation.objects.filter(shop_id=shop_id, order_number=order_number)
    return dict(rows.order_by("sku_id").values_list("sku_id", "quantity"))


def all_stock(shop_id: int) -> Iterator[StockRow]:
    """Every SKU of the shop with its stock, some hundred items at a time."""
    together: list[tuple[ItemCard, list[SkuCard]]] = []
    for one in all_items(shop_id):
        together.append(one)
        if len(together) == _TOGETHER:
            yield from _rows(together)
            together = []
    yield from _rows(together)


def _rows(items: list[tuple[ItemCard, list[SkuCard]]]) -> Iterator[StockRow]:
    stock = stock_of([sku.id for _, skus in items for sku in skus])
    for item, skus in items:
        for sku in skus:
            yield StockRow(item, sku, stock[sku.id])
