"""Tags that the talk proposes: where the buyer came from, and what they said of themselves."""

from __future__ import annotations

from zhanggui.catalog.queries import item_by_number
from zhanggui.conversations.queries.clues import arrivals_of, said_by_buyer
from zhanggui.conversations.rules.clues import clues_in
from zhanggui.customers.parts import CLUES, Clue, Proposal


def _came_by(shop_id: int, buyer_id: int) -> list[Proposal]:
    found = []
    for one in arrivals_of(buyer_id):
        if one.entry:
            found.append(Proposal(one.entry, one.entry))
        item = item_by_number(shop_id, one.item_number) if one.item_number else None
        if item and item.category:
            found.append(Proposal(item.category, item.title))
    return found


def _said(shop_id: int, buyer_id: int) -> list[Proposal]:
    found = clues_in(said_by_buyer(shop_id, buyer_id))
    return [Proposal(one.tag, f"「{one.sentence}」") for one in found]


CLUES.add(Clue("entry", _came_by))
CLUES.add(Clue("said", _said))
