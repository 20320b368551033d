"""The text that is proposed for a buyer who hesitates: by the doubt, with what holds for the item now."""

from __future__ import annotations

from datetime import datetime

from zhanggui.catalog.queries import item_card, items_of_buyer
from zhanggui.conversations.variables import Occasion, values_for
from zhanggui.outreach.queries import UndecidedCard
from zhanggui.outreach.rules.doubts import OFFER, PRICE, proposed_text
from zhanggui.shops.queries import shop_by_id


def proposed_for(card: UndecidedCard, *, at: datetime) -> str:
    """Nothing is proposed that does not hold: an offer stands in it only while it lasts, and only when it is
    this item's."""
    kind = card.doubts[0][0] if card.doubts else ""
    item = item_card(card.item_id) if card.item_id else None
    offers = _offers(card, at) if item and kind in {PRICE, OFFER} else ""
    return proposed_text(kind, item=item.name if item else "", offers=offers)


def _offers(card: UndecidedCard, at: datetime) -> str:
    if items_of_buyer(card.shop_id, card.buyer_id)[:1] != [card.item_id]:
        return ""
    occasion = Occasion(shop_by_id(card.shop_id), None, card.buyer_id, card.buyer, at)
    told = values_for(("offers",), occasion).get("offers")
    return f"这款现在有:{told}。" if told else ""
