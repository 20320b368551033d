"""Which of the shop's goods a buyer's orders are about."""

from __future__ import annotations

from zhanggui.catalog.queries import BUYER_ITEMS, BuyerItems, items_for, items_titled
from zhanggui.foundation.once import once
from zhanggui.orders.models import OrderLine
from zhanggui.orders.queries import OrderCard, orders_of_buyer
from zhanggui.orders.queries.details import ref_of

_ORDERS = 10  # the newest


@once
def items_of_orders(shop_id: int, buyer_id: int) -> list[int]:
    """The items of the buyer's newest orders, of a visitor's verified ones; by their lines, and where an
    order has none, by the titles that it names."""
    orders = [order for order in orders_of_buyer(buyer_id) if order.shop_id == shop_id][:_ORDERS]
    by_lines = _by_lines(shop_id, orders)
    bare = [order for order in orders if order.number not in by_lines]
    titled = items_titled(shop_id, {title for order in bare for title in _titles(order)}) if bare else {}
    found = (
        item_id
        for order in orders
        for item_id in by_lines.get(order.number) or [titled.get(title) for title in _titles(order)]
    )
    return [item_id for item_id in found if item_id is not None]


def _by_lines(shop_id: int, orders: list[OrderCard]) -> dict[str, list[int | None]]:
    rows = OrderLine.objects.filter(shop_id=shop_id, order_number__in=[order.number for order in orders])
    lines = list(rows.order_by("order_number", "position"))
    refs = [ref_of(line) for line in lines]
    found: dict[str, list[int | None]] = {}
    for line, item_id in zip(lines, items_for(shop_id, refs) if refs else [], strict=True):
        found.setdefault(line.order_number, []).append(item_id)
    return found


def _titles(order: OrderCard) -> list[str]:
    """An order's titles stand in one cell, parted by a full-width comma."""
    return [title.strip() for title in order.title.split("，")]


BUYER_ITEMS.add(BuyerItems("orders", items_of_orders))
