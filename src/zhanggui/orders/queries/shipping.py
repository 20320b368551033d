"""Where parcels go, for the program's own use: whole receivers, which no page shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from zhanggui.orders import rules
from zhanggui.orders.models import Order, OrderClaim


@dataclass(frozen=True)
class ShippingCard:
    """`waits`: paid for, and not yet on its way. Texts that no snapshot has told are empty."""

    order_id: int
    number: str
    buyer_id: int | None
    waits: bool
    paid_at: datetime | None
    courier: str
    name: str
    phone: str
    address: str


def shipping_of(shop_id: int, order_ids: Collection[int]) -> list[ShippingCard]:
    """Of those of the orders that are the shop's, by their ids."""
    columns = (
        *("pk", "number", "buyer_id", "status", "paid_at", "courier"),
        *("receiver_name", "receiver_phone", "receiver_address"),
    )
    rows = Order.objects.filter(shop_id=shop_id, pk__in=list(order_ids)).order_by("pk")
    return [
        ShippingCard(
            order_id=pk,
            number=number,
            buyer_id=buyer_id,
            waits=rules.holds_goods(status),
            paid_at=paid_at,
            courier=courier or "",
            name=name or "",
            phone=phone or "",
            address=address or "",
        )
        for pk, number, buyer_id, status, paid_at, courier, name, phone, address in rows.values_list(*columns)
    ]


def verified_visitors(order_ids: Collection[int]) -> dict[int, int]:
    """{order: the web visitor who last proved that it is theirs}."""
    rows = OrderClaim.objects.filter(order_id__in=list(order_ids), state=rules.VERIFIED).order_by("at", "pk")
    return {
        order_id: buyer_id
        for order_id, buyer_id in rows.values_list("order_id", "buyer_id")
        if order_id is not None
    }
