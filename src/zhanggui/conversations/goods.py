"""Which of the shop's goods a talk is about."""

from __future__ import annotations

from zhanggui.catalog.queries import BUYER_ITEMS, BuyerItems
from zhanggui.conversations.queries import items_talked_of

BUYER_ITEMS.add(BuyerItems("talked_of", items_talked_of))
