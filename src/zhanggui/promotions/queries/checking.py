"""What the shop has to choose for a voucher event, the check of each item (147), and the board (161)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from zhanggui.catalog.queries import ItemCard, all_items
from zhanggui.orders.queries import paid_by
from zhanggui.promotions.models import ReceivedVouchers
from zhanggui.promotions.queries.cards import EventCard
from zhanggui.promotions.rules.board import Board, PaidOrder, Received, board
from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.presets import suggested
from zhanggui.promotions.rules.windows import ItemCheck, check_item


@dataclass(frozen=True)
class CategoryCard:
    """A first-level category of the shop's goods: what the event offers for it, what the shop chose, and
    what suits its prices."""

    category: str
    goods: int
    offered: Sequence[TierGroup]
    chosen: TierGroup | None
    suggested: TierGroup | None


@dataclass(frozen=True)
class CheckedItem:
    item: ItemCard
    check: ItemCheck


def event_categories(event: EventCard) -> list[CategoryCard]:
    counts: dict[str, int] = defaultdict(int)
    prices: dict[str, list[int]] = defaultdict(list)
    for item, skus in all_items(event.shop_id):
        counts[item.category] += 1
        known = [sku.price_fen for sku in skus if sku.price_fen is not None]
        price = min(known, default=item.price_fen)
        prices[item.category] += [] if price is None else [price]
    cards = []
    for category in sorted(counts):
        if category:
            groups = event.terms.groups(category)
            fits = suggested(groups, prices[category]) if groups else None
            cards.append(CategoryCard(category, counts[category], groups, event.chosen.get(category), fits))
    return cards


def checked_items(event: EventCard, page: int, size: int) -> list[CheckedItem]:
    """Every item with the tiers that hold for it, or why none do; pages from 0."""
    found = islice(all_items(event.shop_id), page * size, (page + 1) * size)
    return [
        CheckedItem(item, check_item(event.terms, event.merchant, item.category or None)) for item, _ in found
    ]


def event_board(event: EventCard) -> Board:
    """Vouchers received, orders guided, and what orders with vouchers came to (161)."""
    rows = list(ReceivedVouchers.objects.filter(campaign_id=event.id).order_by("pk"))
    used: dict[str, int] = {}
    for row in rows:
        # How many each of several orders used nobody tells: each at least one.
        used |= dict.fromkeys(row.order_numbers, 1)
    paid = paid_by(event.shop_id, [row.buyer_id for row in rows], event.usable_from, event.usable_until)
    return board(
        [Received(str(row.buyer_id), row.received, row.received_at) for row in rows],
        [
            PaidOrder(one.number, str(one.buyer_id), one.paid_fen, one.paid_at, used.get(one.number, 0))
            for one in paid
        ],
        event.usable_from,
        event.usable_until,
    )
