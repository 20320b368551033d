"""What rooms above know of a buyer's past, written by them behind what happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanggui.customers.models import BuyerPast
from zhanggui.customers.rules.groups import NUMBER_LETTERS

_ITEMS = 100  # of a buyer, the newest


@dataclass(frozen=True)
class Purchases:
    """What a buyer has paid for. `bought` are item numbers, the newest first."""

    orders: int = 0
    paid_fen: int = 0
    ordered_at: datetime | None = None
    bought: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contact:
    """When a buyer was last in contact, and which items it was about."""

    contacted_at: datetime
    asked: tuple[str, ...] = ()


def record_purchases(*, shop_id: int, purchases: Mapping[int, Purchases]) -> None:
    """What the buyers have bought is this now: {buyer id: all of it}."""
    rows = [
        BuyerPast(
            buyer_id=buyer_id,
            shop_id=shop_id,
            orders=one.orders,
            paid_fen=one.paid_fen,
            ordered_at=one.ordered_at,
            bought=_numbers(one.bought),
        )
        for buyer_id, one in sorted(purchases.items())
    ]
    _write(rows, ["orders", "paid_fen", "ordered_at", "bought"])


def record_contacts(*, shop_id: int, contacts: Mapping[int, Contact]) -> None:
    """{buyer id: the last contact}."""
    rows = [
        BuyerPast(
            buyer_id=buyer_id,
            shop_id=shop_id,
            contacted_at=one.contacted_at,
            asked=_numbers(one.asked),
        )
        for buyer_id, one in sorted(contacts.items())
    ]
    _write(rows, ["contacted_at", "asked"])


def _write(rows: list[BuyerPast], told: list[str]) -> None:
    BuyerPast.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["buyer"], update_fields=told, batch_size=1_000
    )


def _numbers(told: Sequence[str]) -> list[str]:
    return [one for one in dict.fromkeys(told) if 0 < len(one) <= NUMBER_LETTERS][:_ITEMS]
