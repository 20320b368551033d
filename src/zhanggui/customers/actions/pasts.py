"""What rooms above know of a buyer's past, written by them behind what happens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from zhanggui.customers.models import Buyer, BuyerPast
from zhanggui.customers.rules.groups import NUMBER_LETTERS

_ITEMS = 100  # of a buyer, the newest


@dataclass(frozen=True)
class Purchases:
    """What a buyer has paid for. `bought` are item numbers, the newest first."""

    orders: int = 0
    paid_fen: int = 0
    ordered_at: datetime | None = None
    bought: tuple[str, ...] = ()


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


def record_contacts(*, shop_id: int, contacts: Mapping[int, datetime]) -> None:
    """{buyer id: the last contact}."""
    rows = [
        BuyerPast(buyer_id=buyer_id, shop_id=shop_id, contacted_at=at)
        for buyer_id, at in sorted(contacts.items())
    ]
    _write(rows, ["contacted_at"])


def note_asked(*, shop_id: int, buyer_id: int, item_number: str) -> None:
    """The buyer asked about an item, or came from its page."""
    if not 0 < len(item_number) <= NUMBER_LETTERS:
        return
    BuyerPast.objects.bulk_create([BuyerPast(buyer_id=buyer_id, shop_id=shop_id)], ignore_conflicts=True)
    past = BuyerPast.objects.select_for_update().get(pk=buyer_id)
    if item_number not in past.asked:
        past.asked = [item_number, *past.asked][:_ITEMS]
        past.save(update_fields=["asked"])


def past_is_due(*, buyer_ids: Collection[int]) -> None:
    """What these buyers have paid for is to be counted anew. Noted with what makes it so: whoever counts
    passes over those whose transaction is not done."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [sorted(set(buyer_ids))])


def take_due(*, most: int) -> dict[int, list[int]]:
    """Buyers to count, who are not due any more if the caller's transaction holds: {shop id: buyer ids}."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [most])
        ids = [buyer_id for (buyer_id,) in cursor.fetchall()]
    found: dict[int, list[int]] = {}
    for buyer_id, shop_id in Buyer.objects.filter(pk__in=ids).values_list("pk", "shop_id"):
        found.setdefault(shop_id, []).append(buyer_id)
    return found


# An update, though it changes nothing: it holds the row, so that nobody takes it before what was recorded
# with it is there to be counted.
_DUE = """
    INSERT INTO customers_pastdue (buyer_id) SELECT unnest(%s::bigint[])
    ON CONFLICT (buyer_id) DO UPDATE SET buyer_id = excluded.buyer_id
"""
_TAKEN = """
    DELETE FROM customers_pastdue WHERE buyer_id IN (
        SELECT buyer_id FROM customers_pastdue ORDER BY buyer_id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING buyer_id
"""


def _write(rows: list[BuyerPast], told: list[str]) -> None:
    BuyerPast.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["buyer"], update_fields=told, batch_size=1_000
    )


def _numbers(told: Sequence[str]) -> list[str]:
    return [one for one in dict.fromkeys(told) if 0 < len(one) <= NUMBER_LETTERS][:_ITEMS]
