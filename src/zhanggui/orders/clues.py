"""Tags that a buyer's orders propose: the categories of what they bought."""

from __future__ import annotations

from zhanggui.catalog.queries import item_cards
from zhanggui.customers.parts import CLUES, Clue, Proposal
from zhanggui.orders.goods import items_of_orders


def _bought(shop_id: int, buyer_id: int) -> list[Proposal]:
    ids = items_of_orders(shop_id, buyer_id)
    cards = item_cards(shop_id, set(ids))
    items = (cards[item_id] for item_id in dict.fromkeys(ids) if item_id in cards)
    return [Proposal(one.category, one.title) for one in items if one.category]


CLUES.add(Clue("bought", _bought))
